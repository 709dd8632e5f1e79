import createWrapper from "@cloudscape-design/components/test-utils/dom";
import { QueryClientProvider, useInfiniteQuery } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { act, render, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { ApiError } from "../api/errors";
import { newQueryClient } from "../api/queries";
import { HelpProvider } from "../app/help";
import type { Column } from "./columns";
import { ResourceTable } from "./resource-table";

interface Thing {
  id: string;
  name: string;
}

const COLUMNS: Column<Thing>[] = [
  {
    id: "name",
    header: "Name",
    cell: ({ name }) => name,
    by: ({ name }) => name,
    isSearched: true,
    isShown: true,
    isName: true,
  },
  { id: "id", header: "ID", cell: ({ id }) => id, by: ({ id }) => id },
];

const NOUN = { one: "thing", many: "things", title: "Things" };

type Load = (page: number) => Thing[];

interface Listed {
  load: Load;
  pages: number;
  asked: number[];
}

function List({ load, pages, asked }: Listed) {
  const query = useInfiniteQuery({
    queryKey: ["things"],
    queryFn: async ({ pageParam }) => {
      asked.push(pageParam);
      return load(pageParam);
    },
    initialPageParam: 0,
    getNextPageParam: (_, all) => (all.length < pages ? all.length : undefined),
    select: (data) => data.pages.flat(),
  });
  return (
    <ResourceTable
      noun={NOUN}
      query={query}
      columns={COLUMNS}
      idOf={({ id }) => id}
      nameOf={({ name }) => name}
      create={<button type="button">Create thing</button>}
    />
  );
}

/** A list of *pages* pages at *address*. */
async function show(load: Load, pages = 1, address = "/") {
  const asked: number[] = [];
  const history = createMemoryHistory({ initialEntries: [address] });
  const router = createRouter({
    routeTree: createRootRoute({ component: () => <List load={load} pages={pages} asked={asked} /> }),
    history,
  });
  render(
    <QueryClientProvider client={newQueryClient()}>
      <HelpProvider>
        <RouterProvider router={router as never} />
      </HelpProvider>
    </QueryClientProvider>,
  );
  const table = () => createWrapper(document.body).findTable();
  await waitFor(() => expect(table()?.findLoadingText() ?? null).toBeNull());
  const names = () => (table()?.findRows() ?? []).map((row) => row.getElement().textContent);
  return { table, names, asked, history };
}

const many = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({ id: `T${from + index}`, name: `thing-${from + index}` }));

const header = (table: ReturnType<typeof createWrapper>["findTable"] extends () => infer T ? () => T : never) =>
  table()?.findHeaderSlot()?.getElement().textContent;

test("twenty rows make a page, and the counter tells of all", async () => {
  const { table, names } = await show(() => many(25));
  await waitFor(() => expect(names()).toHaveLength(20));
  expect(header(table)).toContain("(25)");
});

test("the address says which page, and a filter goes back to the first", async () => {
  const { table, names, history } = await show(() => many(25), 1, "/?page=2");
  await waitFor(() => expect(names()).toHaveLength(5));
  act(() => table()?.findTextFilter()?.findInput().setInputValue("thing-24"));
  await waitFor(() => expect(names()).toEqual(["thing-24"]));
  expect(history.location.search).toBe("?filter=thing-24");
});

test("more is told of while the server has more, and loaded when somebody pages to the end", async () => {
  const { table, names, asked } = await show((page) => many(40, page * 40), 3);
  await waitFor(() => expect(header(table)).toContain("(40+)"));
  expect(asked).toEqual([0]);
  act(() => table()?.findPagination()?.findPageNumberByIndex(2)?.click());
  await waitFor(() => expect(asked).toEqual([0, 1]));
  await waitFor(() => expect(names()).toHaveLength(20));
});

test("a filter looks at everything that the server has", async () => {
  const { names, asked } = await show((page) => many(40, page * 40), 3, "/?filter=thing-119");
  await waitFor(() => expect(names()).toEqual(["thing-119"]));
  expect(asked).toEqual([0, 1, 2]);
});

test("nothing there and nothing found are two things", async () => {
  const { table } = await show(() => []);
  await waitFor(() => expect(table()?.findEmptySlot()?.getElement().textContent).toContain("No things"));
  expect(table()?.findEmptySlot()?.getElement().textContent).toContain("Create thing");
  act(() => table()?.findTextFilter()?.findInput().setInputValue("x"));
  await waitFor(() => expect(table()?.findEmptySlot()?.getElement().textContent).toContain("No matches"));
  expect(table()?.findEmptySlot()?.getElement().textContent).toContain("Clear filter");
});

test("a refusal takes the place of the list and names the missing action", async () => {
  await show(() => {
    throw new ApiError(
      "ListThings",
      "AccessDenied",
      "User: arn:aws:iam::111122223333:user/a is not authorized to perform: iam:ListUsers on resource: * because no identity-based policy allows the iam:ListUsers action",
      "r-9",
      403,
    );
  });
  await waitFor(() => expect(document.body.textContent).toContain("You need permission: iam:ListUsers"));
  expect(document.body.textContent).toContain("r-9");
  expect(document.body.textContent).toContain("Copy policy statement");
});

test("what was read stays when it cannot be read again, and the refusal is shown", async () => {
  let isThere = true;
  const { names } = await show(() => {
    if (isThere) return many(2);
    throw new ApiError("ListThings", "AccessDenied", "Not any more.", "r-2", 403);
  });
  await waitFor(() => expect(names()).toHaveLength(2));
  isThere = false;
  act(() => screen.getByRole("button", { name: "Refresh things" }).click());
  await screen.findByText("Not any more.");
  expect(names()).toHaveLength(2);
});

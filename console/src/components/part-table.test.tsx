import createWrapper from "@cloudscape-design/components/test-utils/dom";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { ApiError } from "../api/errors";
import type { Column } from "./columns";
import { PartTable, type Rows } from "./part-table";

const COLUMNS: Column<string>[] = [
  { id: "name", header: "Name", cell: (name) => name, by: (name) => name, isSearched: true, isName: true },
];

const NOUN = { one: "thing", many: "things", title: "Things" };

function Part({ rows, isInAddress = false }: { rows: Rows<string>; isInAddress?: boolean }) {
  const [selected, select] = useState<string[]>([]);
  return (
    <PartTable
      noun={NOUN}
      rows={rows}
      columns={COLUMNS}
      idOf={(name) => name}
      nameOf={(name) => name}
      isInAddress={isInAddress}
      selected={selected}
      onSelect={select}
      detailOf={(name) => <p>All about {name}</p>}
      emptyText="Add one."
    />
  );
}

async function show(rows: Partial<Rows<string>>, address?: string) {
  const history = createMemoryHistory({ initialEntries: [address ?? "/"] });
  const all = { data: undefined, error: null, refetch: vi.fn(), ...rows };
  const component = () => <Part rows={all} isInAddress={address !== undefined} />;
  const router = createRouter({ routeTree: createRootRoute({ component }), history });
  render(<RouterProvider router={router as never} />);
  await screen.findAllByText("Things");
  const table = () => createWrapper(document.body).findTable();
  return { table, history, text: () => document.body.textContent, refetch: all.refetch };
}

test("a row opens and closes below its name", async () => {
  const { text } = await show({ data: ["one", "two"] });
  fireEvent.click(screen.getByRole("button", { name: "Details of two" }));
  expect(text()).toContain("All about two");
  expect(text()).not.toContain("All about one");
  fireEvent.click(screen.getByRole("button", { name: "Details of two" }));
  expect(text()).not.toContain("All about two");
});

test("what is ticked stays so when a filter hides it", async () => {
  const { table, text } = await show({ data: ["one", "two"] });
  act(() => table()?.findRowSelectionArea(1)?.find("input")?.click());
  act(() => table()?.findTextFilter()?.findInput().setInputValue("two"));
  await waitFor(() => expect(table()?.findRows()).toHaveLength(1));
  expect(text()).toContain("(1/2)");
});

test("a filter is in the address of a part that is a place", async () => {
  const { table, history } = await show({ data: ["one", "two"] }, "/?tab=things&filter=tw");
  expect(table()?.findRows()).toHaveLength(1);
  act(() => table()?.findTextFilter()?.findInput().setInputValue("zzz"));
  await waitFor(() => expect(history.location.search).toBe("?tab=things&filter=zzz"));
  fireEvent.click(screen.getByRole("button", { name: "Clear filter" }));
  await waitFor(() => expect(table()?.findRows()).toHaveLength(2));
});

test("nothing there says so, and a refusal says why and can be tried again", async () => {
  const { text } = await show({ data: [] });
  expect(text()).toContain("No thingsAdd one.");
  const { refetch } = await show({ error: new ApiError("ListThings", "ServiceFailure", "Broken.", "r-1", 500) });
  fireEvent.click(screen.getByRole("button", { name: "Retry" }));
  expect(refetch).toHaveBeenCalled();
});

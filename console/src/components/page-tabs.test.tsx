import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { PageTabs } from "./page-tabs";

const TABS = [
  { id: "one", label: "One", content: <p>The first</p> },
  { id: "two", label: "Two", content: <p>The second</p> },
];

async function show(address: string) {
  const history = createMemoryHistory({ initialEntries: [address] });
  const routeTree = createRootRoute({
    component: () => <PageTabs label="Parts" tabs={TABS} />,
    notFoundComponent: () => <PageTabs label="Parts" tabs={TABS} />,
  });
  const router = createRouter({ routeTree, history, basepath: "/console" });
  render(<RouterProvider router={router as never} />);
  await screen.findByRole("tab", { name: "One" });
  return history;
}

test("the address says which tab is open, and each has an address of its own", async () => {
  await show("/console/users/a?tab=two");
  expect(screen.getByText("The second")).toBeDefined();
  expect(screen.queryByText("The first")).toBeNull();
  const addresses = screen.getAllByRole("tab").map((tab) => tab.getAttribute("href"));
  expect(addresses).toEqual(["/console/users/a", "/console/users/a?tab=two"]);
});

test("an unknown tab is the first, and what another was filtered by is left behind", async () => {
  const history = await show("/console/users/a?tab=three&filter=x");
  expect(screen.getByText("The first")).toBeDefined();
  fireEvent.click(screen.getByRole("tab", { name: "Two" }));
  await waitFor(() => expect(history.location.search).toBe("?tab=two"));
});

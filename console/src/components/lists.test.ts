/** What lists are made of: order, search, what is kept, what is in the address, times. */
import { expect, test } from "vitest";
import { type Column, compare, holds } from "./columns";
import { readListState, writeListState } from "./list-state";
import { keptPreferences } from "./preferences";
import { daysSince, exact, relative } from "./time";

test("names are ordered as people do, and what is missing comes last", () => {
  expect(["b10", "b9", undefined, "A"].toSorted(compare)).toEqual(["A", "b9", "b10", undefined]);
  const [early, late] = [new Date(1), new Date(2)];
  expect([late, early].toSorted(compare)).toEqual([early, late]);
});

test("search looks at the columns that are searched, in any case", () => {
  const columns: Column<{ name: string; id: string }>[] = [
    { id: "name", header: "Name", cell: ({ name }) => name, by: ({ name }) => name, isSearched: true },
    { id: "id", header: "ID", cell: ({ id }) => id, by: ({ id }) => id },
  ];
  const row = { name: "Alice", id: "AIDA1" };
  expect(holds(columns, row, " aLi ")).toBe(true);
  expect(holds(columns, row, "AIDA")).toBe(false);
  expect(holds(columns, row, "  ")).toBe(true);
  expect(holds(columns, row, "ce ali")).toBe(true);
  expect(holds(columns, row, "ali bob")).toBe(false);
});

test("the address holds what differs from the plain list, and gives it back", () => {
  const plain = { filter: "", page: 1, sort: "name", isDescending: false };
  expect(Object.values(writeListState(plain, "name")).every((value) => value === undefined)).toBe(true);
  const changed = { filter: "10", page: 3, sort: "path", isDescending: true };
  expect(readListState(writeListState(changed, "name"), "name")).toEqual(changed);
  expect(readListState({ page: -4, filter: 12, sort: 7 }, "name")).toEqual({ ...plain, filter: "12" });
});

test("what was chosen is fitted to the columns that there are now", () => {
  const columns = [
    { id: "name", visible: true },
    { id: "new", visible: false },
  ];
  const kept = {
    pageSize: 50,
    contentDisplay: [
      { id: "gone", visible: true },
      { id: "name", visible: false },
    ],
  };
  window.localStorage.setItem("ostiary-list-things", JSON.stringify(kept));
  expect(keptPreferences("things", columns)).toMatchObject({
    pageSize: 50,
    contentDisplay: [
      { id: "name", visible: false },
      { id: "new", visible: false },
    ],
  });
});

test.each(["nonsense", "null", "7", '{"pageSize":3,"contentDisplay":9}'])(
  "what nobody chose is as if nothing was kept: %s",
  (kept) => {
    window.localStorage.setItem("ostiary-list-things", kept);
    expect(keptPreferences("things", [{ id: "name", visible: true }])).toEqual({
      pageSize: 20,
      wrapLines: false,
      contentDensity: "comfortable",
      contentDisplay: [{ id: "name", visible: true }],
    });
  },
);

test("times are told in words and to the second", () => {
  const now = Date.UTC(2026, 10, 25, 12);
  const ago = (milliseconds: number) => relative(new Date(now - milliseconds), now);
  expect([ago(5_000), ago(60_000), ago(7_200_000), ago(2 * 86_400_000), ago(400 * 86_400_000)]).toEqual([
    "just now",
    "1 minute ago",
    "2 hours ago",
    "2 days ago",
    "1 year ago",
  ]);
  expect(ago(-3 * 3_600_000)).toBe("in 3 hours");
  expect(exact(new Date(now))).toBe("2026-11-25 12:00:00 (UTC+00:00)");
  expect(daysSince(new Date(now - 86_400_000 * 90.5), now)).toBe(90);
});

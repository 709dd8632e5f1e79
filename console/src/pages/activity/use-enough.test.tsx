import { act, renderHook } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { useEnough } from "./use-enough";

const query = (pages: number, more: Partial<Parameters<typeof useEnough>[0]> = {}) => ({
  data: { pages },
  hasNextPage: true,
  isFetching: false,
  isError: false,
  fetchNextPage: vi.fn(() => Promise.resolve()),
  ...more,
});

test("more is loaded until there is enough", () => {
  const short = query(1);
  renderHook(() => useEnough(short, 3, 20));
  expect(short.fetchNextPage).toHaveBeenCalledTimes(1);
  const full = query(1);
  renderHook(() => useEnough(full, 20, 20));
  expect(full.fetchNextPage).not.toHaveBeenCalled();
});

test.each([{ hasNextPage: false }, { isFetching: true }, { isError: true }])("nothing is loaded with %j", (more) => {
  const asked = query(1, more);
  renderHook(() => useEnough(asked, 0, 20));
  expect(asked.fetchNextPage).not.toHaveBeenCalled();
});

test("a log that holds nothing is searched so far, and further when somebody asks", () => {
  const asked = query(20);
  const { result } = renderHook(() => useEnough(asked, 0, 20));
  expect(result.current).toMatchObject({ gaveUp: true, isSearching: false });
  expect(asked.fetchNextPage).not.toHaveBeenCalled();
  act(() => result.current.searchOn());
  expect(result.current).toMatchObject({ gaveUp: false, isSearching: true });
  expect(asked.fetchNextPage).toHaveBeenCalledTimes(1);
});

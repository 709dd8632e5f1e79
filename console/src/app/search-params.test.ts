import { expect, test } from "vitest";
import { parseSearch, stringifySearch } from "./search-params";

test.each(["1.10", "1e5", "true", "null", "", '{"a":1}', "a b+c&d=e/ü", "0012"])(
  "%j stays the text that it is",
  (text) => {
    expect(parseSearch(stringifySearch({ name: text }))).toEqual({ name: text });
    expect(parseSearch(`?name=${encodeURIComponent(text)}`)).toEqual({ name: text });
  },
);

test("what is not there is left out", () => {
  expect(stringifySearch({ filter: undefined, page: 2 })).toBe("?page=2");
  expect(stringifySearch({})).toBe("");
  expect(parseSearch("")).toEqual({});
});

import { expect, test } from "vitest";
import { csv } from "./download";

test("what would end a cell is quoted", () => {
  expect(
    csv([
      ["User name", "Password"],
      ["a,b", 'say "x"'],
      ["two\nlines", "plain"],
    ]),
  ).toBe('User name,Password\r\n"a,b","say ""x"""\r\n"two\nlines",plain\r\n');
});

test("a spreadsheet carries nothing out, and a secret stays as it is", () => {
  expect(csv([["=1+1", "-2", "plain"]], true)).toBe("'=1+1,'-2,plain\r\n");
  expect(csv([["=secret"]])).toBe("=secret\r\n");
});

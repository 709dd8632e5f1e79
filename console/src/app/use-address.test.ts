import { expect, test } from "vitest";
import { readAddress, writeAddress } from "./use-address";

const PLAIN = { show: "all", value: "" };

test("what is plain is left out of the address, and read where it is not there", () => {
  expect(writeAddress({ show: "all", value: "" }, PLAIN)).toEqual({ show: undefined, value: undefined });
  expect(readAddress({}, PLAIN)).toEqual(PLAIN);
});

test("what was written is read again, also when the router took it for a number", () => {
  expect(writeAddress({ show: "some" }, PLAIN)).toEqual({ show: "some" });
  expect(readAddress({ show: "some", value: 111122223333, other: "x" }, PLAIN)).toEqual({
    show: "some",
    value: "111122223333",
  });
});

test("what is empty and not plain stays empty", () => {
  const written = writeAddress({ show: "" }, PLAIN);
  expect(written).toEqual({ show: "" });
  expect(readAddress(written, PLAIN).show).toBe("");
});

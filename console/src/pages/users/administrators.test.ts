import { expect, test } from "vitest";
import { areLast } from "./administrators";

test("the last administrators are those without whom nobody has the policy", () => {
  expect(areLast(["ada"], ["ada"], [])).toBe(true);
  expect(areLast(["ada", "bob"], ["ada"], ["bob", "ada"])).toBe(true);
  expect(areLast(["ada"], ["ada"], ["bob"])).toBe(false);
  expect(areLast(["carol"], [], [])).toBe(false);
});

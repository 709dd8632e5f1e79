import { expect, test } from "vitest";
import { destinationOf, HOME } from "./destination";

const ORIGIN = "https://iam.example.org";

test.each([
  ["/console/users?filter=a#top", "/console/users?filter=a#top"],
  ["https://iam.example.org/console/users", "/console/users"],
  [
    "/v1/authorize?client_id=a%2Fb&redirect_uri=http%3A%2F%2F127.0.0.1",
    "/v1/authorize?client_id=a%2Fb&redirect_uri=http%3A%2F%2F127.0.0.1",
  ],
])("a place of this server is gone to: %s", (asked, place) => {
  expect(destinationOf(asked, ORIGIN)).toBe(place);
});

test.each([
  null,
  "",
  "https://evil.example/console",
  "//evil.example/console",
  "/\\evil.example",
  "\\\\evil.example",
  "https:evil.example",
  "http://iam.example.org/console",
  "https://iam.example.org@evil.example/",
  "https://iam.example.org.evil.example/",
  "javascript:alert(1)",
  "\tjavascript:alert(1)",
  "data:text/html,x",
  "/.//evil.example/",
  "https://iam.example.org//evil.example/",
  "http://[",
])("threat 38: no other place is: %s", (asked) => {
  expect(destinationOf(asked, ORIGIN).startsWith("//")).toBe(false);
  expect(new URL(destinationOf(asked, ORIGIN), ORIGIN).origin).toBe(ORIGIN);
  if (asked !== "https:evil.example") expect(destinationOf(asked, ORIGIN)).toBe(HOME);
});

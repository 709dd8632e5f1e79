import { expect, test } from "vitest";
import { bestOf, type Entry, pageEntries, sectionsFor } from "./search-entries";

const entry = (label: string, ...also: string[]): Entry => ({ label, path: `/${label}`, also });

const labels = (entries: readonly Entry[]) => entries.map(({ label }) => label);

test("names that are the text come first, then those that begin with it", () => {
  const names = ["not-admin", "administrators", "Admin", "reader"].map((name) => entry(name));
  expect(labels(bestOf(names, " admin "))).toEqual(["Admin", "administrators", "not-admin"]);
});

test("an ARN or a unique ID finds whom it is of", () => {
  const people = [
    entry("alice", "arn:aws:iam::111122223333:user/alice", "AIDAALICE"),
    entry("bob", "arn:aws:iam::111122223333:user/bob", "AIDABOB"),
  ];
  expect(labels(bestOf(people, "AIDABOB"))).toEqual(["bob"]);
  expect(labels(bestOf(people, "arn:aws:iam::111122223333:user/alice"))).toEqual(["alice"]);
  expect(labels(bestOf(people, "user/bob"))).toEqual([]);
});

test("of many that fit some are shown", () => {
  expect(
    bestOf(
      Array.from({ length: 50 }, (_, at) => entry(`a${at}`)),
      "a",
    ),
  ).toHaveLength(6);
});

test("without a text all pages are offered; with one, of each kind what fits", () => {
  const pages = [entry("Users"), entry("Roles")];
  const lists = [
    { label: "Users", entries: [entry("rob")] },
    { label: "Roles", entries: [entry("ops")] },
  ];
  expect(sectionsFor(" ", pages, lists)).toEqual([{ label: "Pages", entries: pages }]);
  expect(sectionsFor("ro", pages, lists).map(({ label }) => label)).toEqual(["Pages", "Users"]);
  expect(sectionsFor("nothing", pages, lists)).toEqual([]);
});

test("pages whose address has a name in it cannot be gone to", () => {
  const load = () => Promise.reject(new Error("not loaded"));
  const pages = [
    { path: "/users", title: "Users", load },
    { path: "/users/$userName", title: () => "", load },
    { path: "/users/$userName/x", title: "X", load },
  ];
  expect(labels(pageEntries(pages))).toEqual(["Users"]);
});

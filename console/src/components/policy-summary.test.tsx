import { fireEvent, render, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { policy } from "../policy/fixture";
import { WithCatalogue } from "../policy/with-catalogue";
import { PolicySummary } from "./policy-summary";

function show(text: string) {
  render(
    <WithCatalogue>
      <PolicySummary document={text} />
    </WithCatalogue>,
  );
}

const table = (name: string) => within(screen.getByRole("table", { name }));
const rowsOf = (name: string) =>
  table(name)
    .getAllByRole("row")
    .slice(1)
    .map((row) => [...row.querySelectorAll("th, td")].map((cell) => cell.textContent?.trim()));

async function open(button: string, heading: string) {
  fireEvent.click(screen.getByRole("button", { name: button }));
  await screen.findByText(heading);
}

const TEXT = policy(
  { Effect: "Allow", Action: ["s3:GetObject", "s3:List*"], Resource: ["arn:aws:s3:::dev/*", "arn:aws:s3:::dev"] },
  { Effect: "Deny", Action: "ec2:*", Resource: "arn:aws:ec2:us-east-1:111122223333:instance/*" },
  { Effect: "Allow", Action: "codedeploy2:*", Resource: "*" },
);

test("services are grouped by effect, with what each is about", { timeout: 20_000 }, () => {
  show(TEXT);
  expect(screen.getByText("(1 of 4 services)")).toBeDefined();
  expect(rowsOf("Allow")).toEqual([
    ["Amazon S3 s3", "Limited: List, Read", "MultipleOne or more actions do not have an applicable resource.", "None"],
  ]);
  expect(rowsOf("Explicit deny")[0]?.[1]).toBe("Full: Write, Tagging");
  expect(rowsOf("Uncategorized services")).toEqual([["codedeploy2"]]);
  expect(screen.queryByRole("table", { name: "Remaining services" })).toBeNull();
  fireEvent.click(screen.getByRole("checkbox", { name: "Show remaining 2" }));
  expect(rowsOf("Remaining services").map(([name]) => name)).toEqual([
    "AWS Identity and Access Management iam",
    "Amazon CloudWatch Logs logs",
  ]);
});

test("a service leads to its actions, an action to its resources, and back", { timeout: 20_000 }, async () => {
  show(TEXT);
  await open("Amazon EC2, actions", "Denied actions of Amazon EC2");
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Policy summary");
  expect(screen.getByText("(2 of 2 actions)")).toBeDefined();
  expect(rowsOf("List")[0]?.[1]).toMatch(/requires a wildcard/);
  await open("StartInstances, resources", "Denied resources of ec2:StartInstances");
  expect(rowsOf("Resources")).toEqual([
    ["InstanceId | string like | All", "us-east-1", "This account (111122223333)", "None"],
  ]);
  await open("Services", "Allow");
});

test.each([
  [policy({ Effect: "Allow", Principal: "*", Action: "s3:*" }), /names principals/],
  ["{", /no policy document/],
  [policy(), /no statements/],
])("%s has no summary, and it is said why", (text, reason) => {
  show(text);
  expect(screen.getByText(reason)).toBeDefined();
});

test("a document is read as IAM gives it", () => {
  show(encodeURIComponent(policy({ Effect: "Allow", Action: "*", Resource: "*" })));
  expect(screen.getByText("(4 of 4 services)")).toBeDefined();
  expect(rowsOf("Allow")[0]?.slice(1)).toEqual(["Full access", "All resources", "None"]);
});

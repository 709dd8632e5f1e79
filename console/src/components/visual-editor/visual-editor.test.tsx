import createWrapper from "@cloudscape-design/components/test-utils/dom";
import { act, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { policy } from "../../policy/fixture";
import { WithCatalogue } from "../../policy/with-catalogue";
import { readArns } from "./arn-dialog";
import { VisualEditor } from "./visual-editor";

vi.setConfig({ testTimeout: 20_000 });

interface PageProps {
  first: string;
  told: (text: string) => void;
  /** Is given what changes the text from elsewhere. */
  outside: { setText: (text: string) => void };
}

function Page({ first, told, outside }: PageProps) {
  const [text, setText] = useState(first);
  outside.setText = setText;
  return (
    <VisualEditor
      text={text}
      onChange={(changed) => {
        told(changed);
        setText(changed);
      }}
    />
  );
}

function show(first: string) {
  const told = vi.fn<(text: string) => void>();
  const outside = { setText: (_: string) => {} };
  render(
    <WithCatalogue>
      <Page first={first} told={told} outside={outside} />
    </WithCatalogue>,
  );
  const statements = () => JSON.parse(told.mock.lastCall?.[0] ?? first).Statement;
  return { told, statements, outside };
}

const tick = (name: string) => fireEvent.click(screen.getByLabelText(name));
const press = (name: string) => fireEvent.click(screen.getByText(name, { selector: "button *" }));

const READ = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const ODD = { Effect: "Deny", NotAction: "iam:*", Resource: "*" };

test("a document is not changed by being looked at", () => {
  const { told } = show(policy(READ, ODD, { ...READ, Action: ["s3:*", "ec2:Run*"] }));
  expect(screen.getByText("Permissions 1: Amazon S3")).toBeDefined();
  expect(screen.getByText("Permissions 2: JSON")).toBeDefined();
  expect(screen.getByText(/no place for NotAction/)).toBeDefined();
  expect(screen.getByText("Permissions 4: Amazon EC2")).toBeDefined();
  expect(told).not.toHaveBeenCalled();
});

test("what cannot be read at all is said", () => {
  show("{");
  expect(screen.getByText(/not JSON/)).toBeDefined();
});

test("a tick writes one statement and keeps the other", () => {
  const { statements } = show(policy(READ, ODD));
  fireEvent.click(screen.getByRole("button", { name: "Actions of level Write" }));
  tick("PutObject");
  expect(statements()).toEqual([{ ...READ, Action: ["s3:GetObject", "s3:PutObject"] }, ODD]);
  tick("All actions");
  expect(statements()[0].Action).toBe("s3:*");
});

test("a form that is not complete is kept, though its text does not say all of it", () => {
  const { statements } = show(policy());
  press("Add more permissions");
  expect(statements()).toEqual([{ Effect: "Allow", Action: [], Resource: [] }]);
  const select = createWrapper().findSelect();
  act(() => select?.openDropdown());
  act(() => select?.selectOptionByValue("ec2"));
  expect(screen.getByText("Permissions 1: Amazon EC2")).toBeDefined();
  expect(screen.getByText("Choose at least one action")).toBeDefined();
  expect(statements()).toEqual([{ Effect: "Allow", Action: [], Resource: [] }]);
});

test("what somebody else writes is shown", () => {
  const { outside } = show(policy(READ));
  act(() => outside.setText(policy({ ...READ, Action: "ec2:*" })));
  expect(screen.getByText("Permissions 1: Amazon EC2")).toBeDefined();
});

test("actions that others need are offered as a form of their own", () => {
  const { statements } = show(policy({ ...READ, Action: "ec2:RunInstances" }));
  press("Add iam:PassRole");
  expect(statements()[1]).toEqual({ Effect: "Allow", Action: "iam:PassRole", Resource: [] });
  expect(screen.queryByText("Add iam:PassRole")).toBeNull();
});

test("actions without resources of their own are moved to a form of all resources", () => {
  const bucket = "arn:aws:s3:::a";
  const { statements } = show(policy({ ...READ, Action: ["s3:ListAllMyBuckets", "s3:ListBucket"], Resource: bucket }));
  press("Move them apart");
  expect(statements()).toEqual([
    { Effect: "Allow", Action: ["s3:ListBucket"], Resource: bucket },
    { Effect: "Allow", Action: ["s3:ListAllMyBuckets"], Resource: "*" },
  ]);
});

test("every resource of a type is one tick", () => {
  const { statements } = show(policy({ ...READ, Action: "ec2:StartInstances", Resource: [] }));
  tick("Any instance in this account");
  expect(statements()[0].Resource).toBe("arn:aws:ec2:*:111122223333:instance/*");
  tick("Any instance in this account");
  expect(statements()[0].Resource).toEqual([]);
});

test("MFA is a tick, and addresses are typed", () => {
  const { statements } = show(policy(READ));
  tick("MFA required");
  tick("Source IP");
  fireEvent.change(screen.getByLabelText("Addresses and networks"), {
    target: { value: "192.0.2.0/24, 198.51.100.7," },
  });
  expect(statements()[0].Condition).toEqual({
    Bool: { "aws:MultiFactorAuthPresent": "true" },
    IpAddress: { "aws:SourceIp": ["192.0.2.0/24", "198.51.100.7"] },
  });
  expect(screen.getByLabelText<HTMLInputElement>("Addresses and networks").value).toBe("192.0.2.0/24, 198.51.100.7,");
});

test.each([
  ["arn:aws:s3:::a\n  arn:aws:s3:::b/*\n", ["arn:aws:s3:::a", "arn:aws:s3:::b/*"]],
  ["*", ["*"]],
  ["", null],
  ["bucket", null],
  ["arn:aws:s3:::a b", null],
])("%s is read as ARNs", (text, arns) => {
  expect(readArns(text)).toEqual(arns);
});

test("what is new takes the focus, and after a removal it is where more is added", () => {
  show(policy(READ, ODD));
  fireEvent.click(screen.getByLabelText("Clone permissions 1"));
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Permissions 2");
  fireEvent.click(screen.getByLabelText("Remove permissions 2"));
  expect(document.activeElement?.textContent).toBe("Add more permissions");
});

test("of many statements none is open until somebody opens it", () => {
  show(policy(...Array.from({ length: 6 }, () => READ)));
  expect(screen.getByText("Permissions 6: Amazon S3")).toBeDefined();
  expect(screen.queryByText("All actions")).toBeNull();
});

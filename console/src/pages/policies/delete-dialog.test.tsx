import createWrapper from "@cloudscape-design/components/test-utils/dom";
import { QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { newQueryClient } from "../../api/queries";
import { FlashProvider } from "../../app/flashes";
import { DeletePolicy } from "./delete-dialog";
import type { Entity, Usage } from "./entities";
import { entitiesWith } from "./queries";

vi.mock("@tanstack/react-router", () => ({
  useRouter: () => ({}),
  useSearch: () => ({}),
  useNavigate: () => () => {},
  useLocation: () => ({}),
}));

const ARN = "arn:aws:iam::123456789012:policy/team";

const people = (count: number): Entity[] =>
  Array.from({ length: count }, (_, at) => ({ kind: "user", name: `user-${at}`, id: `AIDA${at}` }));

function open(attached: number, boundaries = 0) {
  const client = newQueryClient();
  const known = (usage: Usage, count: number) => client.setQueryData(entitiesWith(ARN, usage).queryKey, people(count));
  known("PermissionsPolicy", attached);
  known("PermissionsBoundary", boundaries);
  render(
    <QueryClientProvider client={client}>
      <FlashProvider>
        <DeletePolicy arn={ARN} name="team" onDone={() => {}} onCancel={() => {}} />
      </FlashProvider>
    </QueryClientProvider>,
  );
  const modal = createWrapper(document.body).findModal();
  const confirm = modal?.findFooter()?.findAllButtons().at(-1);
  act(() => modal?.findContent().findFormField()?.findControl()?.findInput()?.setInputValue("team"));
  return { modal, confirm };
}

test("a policy that nobody has is deleted by its name", () => {
  const { modal, confirm } = open(0);
  expect(confirm?.getElement().textContent).toBe("Delete");
  expect(confirm?.isDisabled()).toBe(false);
  expect(modal?.getElement().textContent).not.toContain("in use");
});

test("who has it is listed, as a boundary too, and it is detached first", () => {
  const { modal, confirm } = open(1, 1);
  expect(confirm?.getElement().textContent).toBe("Detach from all and delete");
  expect(confirm?.isDisabled()).toBe(false);
  expect(modal?.getElement().textContent).toContain("It is detached first from 2 entities");
  expect(screen.getAllByText("user-0")).toHaveLength(2);
});

test("above twenty entities the effect is confirmed once more", () => {
  const { modal, confirm } = open(20, 1);
  expect(confirm?.isDisabled()).toBe(true);
  act(() => modal?.findContent().findCheckbox()?.findNativeInput().click());
  expect(confirm?.isDisabled()).toBe(false);
});

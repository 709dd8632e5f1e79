import createWrapper from "@cloudscape-design/components/test-utils/dom";
import { act, render } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { ApiError } from "../api/errors";
import { DeleteDialog } from "./delete-dialog";

function open(error: ApiError | null = null, consequence?: string) {
  const onConfirm = vi.fn();
  render(
    <DeleteDialog
      title="Delete alice?"
      phrase="alice"
      consequence={consequence}
      isBusy={false}
      error={error}
      onConfirm={onConfirm}
      onCancel={() => {}}
    >
      <p>Keys go too.</p>
    </DeleteDialog>,
  );
  const modal = createWrapper(document.body).findModal();
  const confirm = modal?.findFooter()?.findAllButtons().at(-1);
  const type = (text: string) => act(() => modal?.findContent().findInput()?.setInputValue(text));
  return { onConfirm, confirm, type, modal };
}

test("nothing is deleted before the name is typed", () => {
  const { onConfirm, confirm, type } = open();
  expect(confirm?.isDisabled()).toBe(true);
  type("alic");
  expect(confirm?.isDisabled()).toBe(true);
  type("Alice");
  expect(confirm?.isDisabled()).toBe(true);
  expect(onConfirm).not.toHaveBeenCalled();
});

test("the typed name opens the button", () => {
  const { onConfirm, confirm, type } = open();
  type("alice");
  act(() => confirm?.click());
  expect(onConfirm).toHaveBeenCalledOnce();
});

test("a refusal is shown with its code, message and request ID", () => {
  const { modal } = open(new ApiError("DeleteUser", "DeleteConflict", "Cannot delete entity.", "r-7", 409));
  const text = modal?.findContent().getElement().textContent;
  expect(text).toContain("DeleteConflict");
  expect(text).toContain("Cannot delete entity.");
  expect(text).toContain("r-7");
});

test("what follows for others has to be understood as well", () => {
  const { confirm, type, modal } = open(null, "nobody can sign in any more");
  type("alice");
  expect(confirm?.isDisabled()).toBe(true);
  expect(modal?.findContent().getElement().textContent).toContain("I understand that nobody can sign in any more");
  act(() => modal?.findContent().findCheckbox()?.findNativeInput().click());
  expect(confirm?.isDisabled()).toBe(false);
});

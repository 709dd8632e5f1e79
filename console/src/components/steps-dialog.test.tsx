import { QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { ApiError } from "../api/errors";
import { newQueryClient } from "../api/queries";
import type { Step } from "./steps";
import { StepsDialog } from "./steps-dialog";

const refused = new ApiError("AttachUserPolicy", "LimitExceeded", "There are too many.", "r-7", 409);

function show(steps: readonly Step[]) {
  const onDone = vi.fn();
  render(
    <QueryClientProvider client={newQueryClient()}>
      <StepsDialog title="Do it?" verb="Do it" steps={steps} forgets={[]} onDone={onDone} onCancel={() => {}}>
        Both are done.
      </StepsDialog>
    </QueryClientProvider>,
  );
  fireEvent.click(screen.getByRole("button", { name: "Do it" }));
  return onDone;
}

test("a step that fails says why, and only that one is tried again", async () => {
  const first = vi.fn().mockResolvedValue(undefined);
  const second = vi.fn().mockRejectedValueOnce(refused).mockResolvedValueOnce(undefined);
  const onDone = show([
    { label: "Attach one", run: first },
    { label: "Attach two", run: second },
  ]);
  await screen.findByText("Attach two: failed");
  expect(screen.getByText("There are too many.")).toBeDefined();
  expect(onDone).not.toHaveBeenCalled();
  fireEvent.click(screen.getByRole("button", { name: "Retry: Attach two" }));
  await waitFor(() => expect(onDone).toHaveBeenCalledOnce());
  expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 2]);
  expect(screen.queryByText("Attach two: failed")).toBeNull();
});

test("where there is nothing to do yet, nothing can be done", () => {
  const onDone = show([]);
  expect(screen.getByRole("button", { name: "Do it" })).toHaveProperty("disabled", true);
  expect(onDone).not.toHaveBeenCalled();
});

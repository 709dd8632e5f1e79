import { QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { analyzer } from "../../api/analyzer";
import { newQueryClient } from "../../api/queries";
import { useChecked } from "./use-findings";

vi.mock("../../api/analyzer", () => ({ analyzer: vi.fn() }));

const send = vi.fn();

beforeEach(() => {
  send.mockReset();
  vi.mocked(analyzer).mockReturnValue({ send } as never);
});

const finding = (findingType: string) => ({ findings: [{ findingType, issueCode: "A", findingDetails: "a" }] });

function check(first: string) {
  const client = newQueryClient();
  const onErrors = vi.fn();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const hook = renderHook(({ text }) => useChecked(text, "identity", onErrors), {
    initialProps: { text: first },
    wrapper,
  });
  return { ...hook, onErrors };
}

test("errors block the way on, warnings and what is not checked yet do not", async () => {
  send.mockResolvedValueOnce(finding("WARNING")).mockResolvedValueOnce(finding("ERROR"));
  const { result, rerender, onErrors } = check('{"a": 1}');
  await waitFor(() => expect(result.current.isCurrent).toBe(true));
  expect(onErrors).toHaveBeenLastCalledWith(false);
  rerender({ text: '{"a": 2}' });
  expect(result.current.isCurrent).toBe(false);
  await waitFor(() => expect(onErrors).toHaveBeenLastCalledWith(true));
  rerender({ text: "{" });
  expect(onErrors).toHaveBeenLastCalledWith(true);
});

test("all pages of findings are read", async () => {
  send.mockResolvedValueOnce({ ...finding("ERROR"), nextToken: "more" }).mockResolvedValueOnce(finding("SUGGESTION"));
  const { result } = check("{}");
  await waitFor(() => expect(result.current.query.data).toHaveLength(2));
  expect(send.mock.calls[1]?.[0].input.nextToken).toBe("more");
});

test("who may not validate is refused once, until they ask again", async () => {
  const message = "User: arn is not authorized to perform: access-analyzer:ValidatePolicy on resource: *";
  send.mockRejectedValueOnce({ name: "AccessDeniedException", message, $metadata: { httpStatusCode: 403 } });
  const { result, rerender } = check("{}");
  await waitFor(() => expect(result.current.query.error?.denied?.action).toBe("access-analyzer:ValidatePolicy"));
  rerender({ text: '{"a": 1}' });
  await waitFor(() => expect(result.current.isCurrent).toBe(true));
  expect(send).toHaveBeenCalledOnce();
  expect(result.current.query.error).not.toBeNull();
  send.mockResolvedValue(finding("ERROR"));
  await act(async () => {
    await result.current.query.refetch();
  });
  await waitFor(() => expect(result.current.query.error).toBeNull());
  expect(result.current.query.data).toHaveLength(1);
});

test("an empty document is not asked about", async () => {
  const { result, onErrors } = check("");
  await waitFor(() => expect(result.current.isCurrent).toBe(true));
  expect(send).not.toHaveBeenCalled();
  expect(onErrors).toHaveBeenLastCalledWith(true);
});

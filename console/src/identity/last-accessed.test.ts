import { beforeEach, expect, test, vi } from "vitest";
import { newQueryClient } from "../api/queries";
import { lastAccessed } from "./last-accessed";

const ARN = "arn:aws:iam::111122223333:user/alice";

const sent = vi.hoisted(() => vi.fn());

vi.mock("../api/clients", () => ({
  iam: () => ({ send: sent }),
  carryOut: (_: string, call: () => Promise<unknown>) => call(),
}));

beforeEach(() => sent.mockReset());

const answering = (...answers: object[]) => {
  for (const answer of answers) sent.mockResolvedValueOnce({ $metadata: { requestId: "r-1" }, ...answer });
};

test("the report is waited for and read to its last page", async () => {
  const done = { JobStatus: "COMPLETED", JobCompletionDate: new Date(0) };
  answering(
    { JobId: "j" },
    { JobStatus: "IN_PROGRESS" },
    done,
    { ...done, ServicesLastAccessed: [{ ServiceNamespace: "iam" }], IsTruncated: true, Marker: "m" },
    { ...done, ServicesLastAccessed: [{ ServiceNamespace: "s3" }] },
  );
  const report = await newQueryClient().fetchQuery(lastAccessed(ARN));
  expect(report).toMatchObject({ jobId: "j", created: new Date(0) });
  expect(report.services.map(({ ServiceNamespace }) => ServiceNamespace)).toEqual(["iam", "s3"]);
  expect(sent.mock.calls.map(([command]) => command.input)).toEqual([
    { Arn: ARN, Granularity: "ACTION_LEVEL" },
    { JobId: "j" },
    { JobId: "j" },
    { JobId: "j", MaxItems: 1000 },
    { JobId: "j", MaxItems: 1000, Marker: "m" },
  ]);
});

test("a report that failed is a failure, with the server's reason", async () => {
  answering({ JobId: "j" }, { JobStatus: "FAILED", Error: { Code: "NoSuchEntity", Message: "Gone." } });
  const made = newQueryClient().fetchQuery(lastAccessed(ARN));
  await expect(made).rejects.toMatchObject({ code: "NoSuchEntity", message: "Gone.", requestId: "r-1" });
});

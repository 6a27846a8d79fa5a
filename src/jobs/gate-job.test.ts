import { expect, it } from "vitest";
import { parseFlowCondition } from "../notebook/flow/flow-condition.js";
import { gateJob } from "./gate-job.js";
import type { Job, JobRecord } from "./job.js";

it.each([
  [400, "open"],
  [500, "closed"],
  ["NaN", "closed"],
  ["-Infinity", "open"],
  [null, "closed"],
])("compares a metric as the queue stores it: %j is %s", async (rmse, kind) => {
  const progress = { outcome: { status: "ok", exitCode: 0, result: { metrics: { rmse } } } };
  const get = async () => [{ state: "done", progress } as unknown as JobRecord];
  const when = parseFlowCondition("rmse < 450", "flow.yaml:1:1");
  const job = { id: "b", needs: ["a"], flow: { when, jobs: ["a", "b"], keepGoing: true } } as unknown as Job;
  expect((await gateJob({ get }, job)).kind).toBe(kind);
});

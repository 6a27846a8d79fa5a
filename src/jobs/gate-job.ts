import { fromJsonNumbers } from "../core/json-number.js";
import { conditionHolds } from "../notebook/flow/flow-condition.js";
import type { Job, JobOutcome, JobRecord } from "./job.js";
import { isSuccess } from "./job.js";
import type { JobQueue } from "./job-queue.js";

/** Whether a job may start: what it needs has ended well, is still to end, or failed. */
export type Gate =
  | { readonly kind: "open" }
  | { readonly kind: "wait" }
  | { readonly kind: "closed"; readonly outcome: JobOutcome };

/**
 * Looks at the jobs that a job needs, and of a flow at all of its steps: after a failure none starts, unless the flow
 * goes on after failures.
 */
export async function gateJob(queue: Pick<JobQueue, "get">, job: Job): Promise<Gate> {
  const { needs, flow } = job;
  const others = (flow?.keepGoing === false ? flow.jobs : []).filter((id) => id !== job.id && !needs.includes(id));
  const records = await queue.get([...needs, ...others]);
  const failed = records.find((record) => record?.state === "failed");
  if (failed !== undefined) return closed("not run", `${stepName(failed)} ${failedAs(failed)}`);
  const needed = records.slice(0, needs.length);
  const lost = needed.indexOf(undefined);
  if (lost >= 0) return closed("not run", `job ${needs[lost]} is no longer in the queue; submit the flow again`);
  if (needed.some((record) => record?.state !== "done")) return { kind: "wait" };
  if (flow?.when === undefined) return { kind: "open" };
  const metrics = Object.assign({}, ...needed.map((record) => record?.progress?.outcome?.result?.metrics ?? {}));
  return conditionHolds(flow.when, fromJsonNumbers(metrics))
    ? { kind: "open" }
    : closed("skipped", `${flow.when.text} does not hold`);
}

function closed(status: "not run" | "skipped", message: string): Gate {
  const outcome: JobOutcome = { status, exitCode: status === "skipped" ? 0 : 1, message };
  return { kind: "closed", outcome };
}

function stepName({ job }: JobRecord): string {
  return job.flow?.step ?? job.label;
}

function failedAs({ progress }: JobRecord): string {
  const outcome = progress?.outcome;
  return outcome === undefined || isSuccess(outcome)
    ? "failed"
    : outcome.status === "cancelled"
      ? "was cancelled"
      : "failed";
}

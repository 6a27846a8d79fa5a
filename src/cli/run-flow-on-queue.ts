import { join } from "node:path";
import { formatDuration } from "../core/format-duration.js";
import type { Json } from "../core/json.js";
import type { JobEvent } from "../jobs/follow-jobs.js";
import type { Job } from "../jobs/job.js";
import type { JobQueue } from "../jobs/job-queue.js";
import { chooseSteps } from "../notebook/flow/plan-flow.js";
import type { Notebook } from "../notebook/format/notebook.js";
import { readFlow } from "../runner/flow/read-flow.js";
import { checkFlowParameters, type FlowRun } from "../runner/flow/run-flow.js";
import { collectFlow, type FlowJobEnd } from "../runner/queue/collect-flow.js";
import { makeFlowJobs } from "../runner/queue/make-flow-jobs.js";
import { isUri } from "../runner/run/is-uri.js";
import { readNotebook } from "../runner/run/read-notebook.js";
import type { CommandContext } from "./command.js";
import { follow } from "./follow-queue.js";
import { type FlowFlags, flowLines, flowRecord, flowValues } from "./run-flow-command.js";
import { runProgress } from "./run-progress.js";
import { doneIds, getSubmission, type QueueFlags, submitJobs, withQueue } from "./run-queue.js";

type Flags = FlowFlags & QueueFlags;

/** Runs folders as flows on a queue, one after the other; returns the exit code. */
export async function runFlowsOnQueue(
  folders: readonly string[],
  flags: Flags,
  parameters: { readonly [name: string]: Json },
  context: CommandContext,
): Promise<number> {
  return await withQueue(flags.queue, "run", context, async (queue) => {
    const results: FlowRun[] = [];
    for (const folder of folders) {
      if (context.signal.aborted) break;
      const result = await runOne(queue, folder, flags, flowValues(flags, parameters), context);
      if (result === undefined) continue;
      results.push(result);
      if (!context.json) for (const line of flowLines(result)) context.print(line);
    }
    if (flags.detach) return 0;
    const [only] = results;
    context.result(results.length === 1 && only !== undefined ? flowRecord(only) : { flows: results.map(flowRecord) });
    if (context.signal.aborted) return 130;
    return results.some(({ status }) => status !== "ok") ? 1 : 0;
  });
}

async function runOne(
  queue: JobQueue,
  folder: string,
  flags: Flags,
  parameters: { readonly [name: string]: Json },
  context: CommandContext,
): Promise<FlowRun | undefined> {
  const startedAt = performance.now();
  const flow = readFlow(folder, context.cwd);
  const notebooks = new Map<string, Notebook>();
  for (const step of flow.steps) notebooks.set(step.name, await readNotebook(join(folder, step.notebook)));
  checkFlowParameters(flow, folder, notebooks, parameters);
  const reports = flags.reports ?? "reports";
  const kernel = flags.kernel ?? flow.kernel;
  const jobs = await makeFlowJobs({
    ...(await getSubmission(queue, flags, context)),
    ...{ flow, folder, notebooks, parameters, reports },
    chosen: chooseSteps(flow, flags),
    args: passedFlowArgs(kernel, flags.typecheck),
    kernel,
    given: Object.keys(parameters),
    keepGoing: flags.keepGoing ?? false,
    log: (line) => context.note(line),
  });
  context.note(`${flow.title} (${flow.steps.length} notebooks)`);
  const submitted = await submitJobs(queue, jobs, flags.force ?? false, context);
  if (flags.detach) {
    for (const { id } of submitted) if (!context.json) context.print(id);
    context.result({ flow: flow.name, jobs: submitted });
    return undefined;
  }
  const known = doneIds(submitted);
  const progress = runProgress(context, flow.steps.length, flags.events);
  const onEvent = (event: JobEvent, job: Job): void => noteStep(event, job, known, context);
  const outcomes = await follow(queue, jobs, { progress, flags, known, onEvent }, context);
  const ends = new Map(
    jobs.map((job): [string, FlowJobEnd] => [
      job.label,
      { job, outcome: outcomes.get(job.id)?.outcome, known: known.has(job.id) },
    ]),
  );
  return await collectFlow(flow, ends, {
    ...{ folder, notebooks, startedAt },
    reports: isUri(reports) ? "reports" : reports,
    tracking: flags.track === false ? false : flags.trackingUri,
    signal: context.signal,
  });
}

function passedFlowArgs(kernel: string | undefined, typecheck: string | undefined): readonly string[] {
  const named = kernel === undefined ? [] : ["--kernel", kernel];
  return typecheck === undefined ? named : [...named, "--typecheck", typecheck];
}

/** The lines of a local flow. */
function noteStep(event: JobEvent, job: Job, known: ReadonlySet<string>, context: CommandContext): void {
  if (known.has(job.id)) {
    if (event.kind === "end") context.note(`${job.label}: up to date`);
    return;
  }
  if (event.kind === "started") context.note(`${job.label}: running on ${event.worker}`);
  if (event.kind !== "end") return;
  const { status, result, message } = event.outcome;
  const took = result === undefined ? "" : ` in ${formatDuration(result.durationMs)}`;
  const why = message === undefined || status === "ok" ? "" : ` (${message})`;
  context.note(`${job.label}: ${status}${took}${why}`);
}

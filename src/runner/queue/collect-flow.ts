import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { errorMessage } from "../../core/error-message.js";
import { writeFileAtomically } from "../../files/write-file-atomically.js";
import type { Job, JobOutcome } from "../../jobs/job.js";
import type { FlowStep } from "../../notebook/flow/flow.js";
import type { FlowPlan } from "../../notebook/flow/plan-flow.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { serializeNotebook } from "../../notebook/format/serialize-notebook.js";
import type { RunResult } from "../../notebook/run/run-result.js";
import type { FlowStepRun } from "../flow/flow-execution.js";
import { flowLinks } from "../flow/flow-links.js";
import { type FlowState, readFlowState, type StepState, stateMetrics, writeFlowState } from "../flow/flow-state.js";
import { recordFlow } from "../flow/record-flow.js";
import type { FlowRun } from "../flow/run-flow.js";
import { describeStep, fileNames } from "../flow/run-step.js";
import { writeFlowIndex } from "../flow/write-flow-index.js";
import { isUri } from "../run/is-uri.js";
import { lockOutput } from "../run/lock-output.js";
import { readNotebook } from "../run/read-notebook.js";

/** The end of a job of a flow. */
export interface FlowJobEnd {
  readonly job: Job;
  /** Undefined when it was not followed to its end. */
  readonly outcome: JobOutcome | undefined;
  /** Whether it was done before this submission. */
  readonly known: boolean;
}

export interface CollectFlowOptions {
  readonly folder: string;
  readonly notebooks: ReadonlyMap<string, Notebook>;
  /** Folder of pages on this machine. */
  readonly reports: string;
  readonly tracking?: string | false | undefined;
  readonly signal: AbortSignal;
  readonly startedAt: number;
}

/**
 * Makes the pages, the index and the tracked run of a flow whose notebooks ran on workers, from their executed copies.
 */
export async function collectFlow(
  flow: FlowPlan,
  ends: ReadonlyMap<string, FlowJobEnd>,
  options: CollectFlowOptions,
): Promise<FlowRun> {
  const root = resolve(options.reports);
  const reports = join(root, flow.name);
  await mkdir(reports, { recursive: true });
  const lock = await lockOutput(join(reports, "flow.json"));
  try {
    const before = await readFlowState(reports);
    const known: { [name: string]: StepState } = { ...before?.steps };
    const steps: FlowStepRun[] = [];
    for (const step of flow.steps)
      steps.push(await collectStep(flow, step, ends.get(step.name), known, reports, options));
    const { name, title, description } = flow;
    const names = flow.steps.map((step) => step.name);
    const present = Object.fromEntries(names.flatMap((one) => (known[one] === undefined ? [] : [[one, known[one]]])));
    const ran = steps.some(({ status }) => ["ok", "stopped", "failed"].includes(status));
    const failed = steps.some(({ status }) => status === "failed" || status === "timeout");
    let state: FlowState = {
      format: "cuaderno-flow",
      version: 1,
      name,
      title,
      description,
      steps: present,
      history: before?.history ?? [],
    };
    if (ran && !failed && !options.signal.aborted) {
      const entry = { time: new Date().toISOString(), metrics: stateMetrics(state, names) };
      state = { ...state, history: [...state.history, entry] };
    }
    if (ran) await writeFlowState(reports, state);
    const index = await writeFlowIndex(root);
    const run = ran && options.tracking !== false ? await recordFlow(flow, state, reports, options) : undefined;
    return {
      flow: name,
      title,
      status: options.signal.aborted ? "interrupted" : failed ? "failed" : "ok",
      metrics: stateMetrics(state, names),
      tags: Object.assign({}, ...names.map((one) => state.steps[one]?.results.tags ?? {})),
      steps,
      reports: [index, ...names.flatMap((one) => state.steps[one]?.page ?? []).map((page) => join(reports, page))],
      run,
      wallMs: Math.round(performance.now() - options.startedAt),
    };
  } finally {
    lock.release();
  }
}

async function collectStep(
  flow: FlowPlan,
  step: FlowStep,
  end: FlowJobEnd | undefined,
  known: { [name: string]: StepState },
  reports: string,
  { folder, notebooks }: CollectFlowOptions,
): Promise<FlowStepRun> {
  const { name } = step;
  const page = (): string | undefined => known[name] && join(reports, known[name].page);
  const plain = { name, reasons: [], durationMs: 0, message: undefined };
  if (end?.outcome === undefined) {
    const reasons = [end === undefined ? "not chosen" : "interrupted"];
    return { ...plain, status: "not run", reasons, page: page() };
  }
  const { outcome, job } = end;
  const { result, message } = outcome;
  if (outcome.status === "skipped" || outcome.status === "not run")
    return { ...plain, status: outcome.status, reasons: message === undefined ? [] : [message], page: page() };
  if (result === undefined || job.output === undefined)
    return {
      ...plain,
      status: outcome.status === "timeout" ? "timeout" : "failed",
      message: message ?? outcome.status,
      page: page(),
    };
  const files = Object.values(fileNames(step)).map((file) => join(reports, file));
  if (end.known && known[name] !== undefined && files.every(existsSync))
    return { ...plain, status: "up to date", page: page() };
  try {
    const found = await collectCopy(flow, step, result, job.output, { folder, notebooks, reports });
    const needs = Object.fromEntries(step.needs.map((need) => [need, known[need]?.stamp ?? ""]));
    known[name] = { ...found, keys: undefined, needs };
    const status = end.known ? "up to date" : outcome.status === "cancelled" ? "interrupted" : found.status;
    return { ...plain, status, durationMs: result.durationMs, message: found.message, page: page() };
  } catch (failure) {
    return { ...plain, status: "failed", message: errorMessage(failure), page: page() };
  }
}

/** Copies an executed notebook to the reports folder where it is elsewhere, and makes its page. */
async function collectCopy(
  flow: FlowPlan,
  step: FlowStep,
  result: RunResult,
  output: string,
  {
    folder,
    notebooks,
    reports,
  }: { readonly folder: string; readonly notebooks: ReadonlyMap<string, Notebook>; readonly reports: string },
): Promise<Omit<StepState, "keys" | "needs">> {
  const target = join(reports, fileNames(step).executed);
  if (isUri(output) || resolve(output) !== target)
    await writeFileAtomically(target, serializeNotebook(await readNotebook(output)), { caller: "run" });
  return await describeStep(step, result, target, { folder, reports, links: flowLinks(flow.steps, step, notebooks) });
}

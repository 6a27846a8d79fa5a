import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import { fileSystemError } from "../../files/file-system-error.js";
import { chooseSteps, type FlowPlan } from "../../notebook/flow/plan-flow.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { notebookParameters } from "../../notebook/parameters/notebook-parameters.js";
import { planRun } from "../../notebook/run/plan-run.js";
import { lockOutput } from "../run/lock-output.js";
import { readNotebook } from "../run/read-notebook.js";
import { FlowExecution, type FlowStepRun, type RunFlowOptions } from "./flow-execution.js";
import { readFlowState, stateMetrics } from "./flow-state.js";
import { stepParameters } from "./plan-step.js";
import { readFlow } from "./read-flow.js";
import { recordFlow } from "./record-flow.js";
import { writeFlowIndex } from "./write-flow-index.js";

/** What a run of a flow gives. */
export interface FlowRun {
  readonly flow: string;
  readonly title: string;
  readonly status: "ok" | "failed" | "interrupted";
  readonly metrics: { readonly [name: string]: number };
  readonly tags: { readonly [name: string]: string };
  readonly steps: readonly FlowStepRun[];
  /** Every page, the index first. */
  readonly reports: readonly string[];
  /** Id of the tracked run, when something ran and was recorded. */
  readonly run: string | undefined;
  readonly wallMs: number;
}

/**
 * Runs a folder of notebooks as a flow: in the order that `flow.yaml` says, else in name order; a notebook runs again
 * only when its code, parameters, modules, lock file or inputs changed or a notebook that it needs produced something
 * new. Writes executed copies, pages and an index below `reports`, and records the run in the tracker. Killed at any
 * moment, the next run continues.
 * @throws ArgumentError, FormatError before anything runs: unknown parameters, a wrong `flow.yaml`, a missing input
 * @example const { steps } = await runFlow("notebooks/traffic", { parameters: { trials: 5 } });
 */
export async function runFlow(folder: string, options: RunFlowOptions = {}): Promise<FlowRun> {
  const started = performance.now();
  const flow = readFlow(folder, process.cwd());
  const notebooks = new Map<string, Notebook>();
  for (const step of flow.steps) notebooks.set(step.name, await readNotebook(join(folder, step.notebook)));
  checkFlowParameters(flow, folder, notebooks, options.parameters ?? {});
  const chosen = chooseSteps(flow, options);
  const reports = join(resolve(options.reports ?? "reports"), flow.name);
  await mkdir(reports, { recursive: true }).catch((cause: unknown) => {
    throw fileSystemError(cause, { caller: "run", verb: "write", path: reports, fix: "choose another --reports" });
  });
  const lock = await lockOutput(join(reports, "flow.json"));
  try {
    const settings = { ...options, kernel: options.kernel ?? flow.kernel };
    const run = new FlowExecution(flow, folder, reports, notebooks, settings, await readFlowState(reports));
    const steps = await run.all(chosen);
    const state = await run.finish(steps);
    const index = await writeFlowIndex(resolve(options.reports ?? "reports"));
    const ran = steps.some(({ status }) => status === "ok" || status === "stopped" || status === "failed");
    const interrupted = options.signal?.aborted === true;
    const isRecorded = ran && !interrupted && options.tracking !== false;
    const id = isRecorded ? await recordFlow(flow, state, reports, options) : undefined;
    const pages = flow.steps.flatMap(({ name }) => state.steps[name]?.page ?? []);
    const failed = steps.some(({ status }) => status === "failed" || status === "timeout");
    return {
      flow: flow.name,
      title: flow.title,
      status: interrupted ? "interrupted" : failed ? "failed" : "ok",
      metrics: stateMetrics(
        state,
        flow.steps.map(({ name }) => name),
      ),
      tags: Object.assign({}, ...flow.steps.map(({ name }) => state.steps[name]?.results.tags ?? {})),
      steps,
      reports: [index, ...pages.map((page) => join(reports, page))],
      run: id,
      wallMs: Math.round(performance.now() - started),
    };
  } finally {
    lock.release();
  }
}

/** Refuses values that no notebook declares, and values of the wrong type, before anything runs. */
export function checkFlowParameters(
  flow: FlowPlan,
  folder: string,
  notebooks: ReadonlyMap<string, Notebook>,
  given: { readonly [name: string]: Json },
): void {
  const known = new Set<string>();
  for (const step of flow.steps) {
    const notebook = notebooks.get(step.name) as Notebook;
    const path = join(folder, step.notebook);
    for (const { name } of notebookParameters(notebook, path)) known.add(name);
    planRun(notebook, { path, parameters: stepParameters(flow, step, notebook, given), secrets: [] });
  }
  const unknown = [...Object.keys(given), ...Object.keys(flow.parameters)].find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new ArgumentError(
      `run: no notebook of the flow ${flow.name} declares parameter "${unknown}"${didYouMean(unknown, [...known]) || `; they declare ${[...known].join(", ") || "none"}`}`,
    );
  }
}

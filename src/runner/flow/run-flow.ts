import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { didYouMean } from "../../core/did-you-mean.js";
import { errorMessage } from "../../core/error-message.js";
import { ArgumentError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import type { FlowStep } from "../../notebook/flow/flow.js";
import { conditionHolds } from "../../notebook/flow/flow-condition.js";
import { chooseSteps, type FlowPlan } from "../../notebook/flow/plan-flow.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { notebookParameters } from "../../notebook/parameters/notebook-parameters.js";
import { planRun } from "../../notebook/run/plan-run.js";
import type { CellEvent } from "../../notebook/run/run-effects.js";
import { lockOutput } from "../run/lock-output.js";
import { readNotebook } from "../run/read-notebook.js";
import { flowLinks } from "./flow-links.js";
import {
  type FlowHistoryEntry,
  type FlowState,
  readFlowState,
  type StepState,
  stateMetrics,
  writeFlowState,
} from "./flow-state.js";
import { reasonsToRun, stepKeys, stepParameters } from "./plan-step.js";
import { readFlow } from "./read-flow.js";
import { recordFlow } from "./record-flow.js";
import { runStep } from "./run-step.js";
import { writeFlowIndex } from "./write-flow-index.js";

/** How a flow is run. */
export interface RunFlowOptions {
  /** Values for every notebook that declares them; they come before those of `flow.yaml`. */
  readonly parameters?: { readonly [name: string]: Json } | undefined;
  /** Folder of executed copies and pages; each flow has a subfolder. @default "reports" */
  readonly reports?: string | undefined;
  /** How many notebooks run at the same time. @default 1 */
  readonly concurrency?: number | undefined;
  /** Run everything, changed or not. @default false */
  readonly force?: boolean | undefined;
  /** Only these notebooks. */
  readonly only?: readonly string[] | undefined;
  /** This notebook and all that need it. */
  readonly from?: string | undefined;
  /** After a failure, go on with notebooks that do not need the failed one. @default false */
  readonly keepGoing?: boolean | undefined;
  /** Continue a failed notebook at the cell that failed, where its values can be restored. @default false */
  readonly resume?: boolean | undefined;
  /** The kernel that runs the notebooks instead of the one they name. */
  readonly kernel?: string | undefined;
  /** Where the run is recorded; `false` records nothing. @default MLFLOW_TRACKING_URI, else mlruns */
  readonly tracking?: string | false | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called when a notebook starts, ends, or does not have to run. */
  readonly onStep?: ((event: FlowEvent) => void) | undefined;
  readonly onCell?: ((event: CellEvent, step: string) => void) | undefined;
  /** Called when a running cell reports its progress. */
  readonly onProgress?: ((text: string, step: string) => void) | undefined;
}

/** What happens to a step. */
export interface FlowEvent {
  readonly step: string;
  readonly status: FlowStepRun["status"] | "running";
  readonly reasons: readonly string[];
  readonly durationMs: number;
}

/** How one notebook of a flow ended. */
export interface FlowStepRun {
  readonly name: string;
  /** `up to date`: nothing changed since its last run. `not run`: not chosen, or a notebook that it needs failed. */
  readonly status: StepState["status"] | "up to date" | "not run";
  /** Why it ran or did not. */
  readonly reasons: readonly string[];
  readonly durationMs: number;
  readonly message: string | undefined;
  readonly page: string | undefined;
}

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
  checkParameters(flow, folder, notebooks, options.parameters ?? {});
  const chosen = chooseSteps(flow, options);
  const reports = join(resolve(options.reports ?? "reports"), flow.name);
  await mkdir(reports, { recursive: true });
  const lock = await lockOutput(join(reports, "flow.json"));
  try {
    const run = new FlowExecution(flow, folder, reports, notebooks, options, await readFlowState(reports));
    const steps = await run.all(chosen);
    const state = await run.finish(steps);
    const index = await writeFlowIndex(resolve(options.reports ?? "reports"));
    const ran = steps.some(({ status }) => status === "ok" || status === "stopped" || status === "failed");
    const id = ran && options.tracking !== false ? await recordFlow(flow, state, reports, options) : undefined;
    const pages = flow.steps.flatMap(({ name }) => state.steps[name]?.page ?? []);
    const interrupted = options.signal?.aborted === true;
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

/**
 * Every step as it would run, with the reasons; nothing is run or written.
 *
 * @example const steps = await explainFlow("notebooks/traffic");
 */
export async function explainFlow(folder: string, options: RunFlowOptions = {}): Promise<readonly FlowStepRun[]> {
  const flow = readFlow(folder, process.cwd());
  const reports = join(resolve(options.reports ?? "reports"), flow.name);
  const state = await readFlowState(reports);
  const chosen = chooseSteps(flow, options);
  const pending = new Set<string>();
  const explained: FlowStepRun[] = [];
  for (const step of flow.steps) {
    const notebook = await readNotebook(join(folder, step.notebook));
    const parameters = stepParameters(flow, step, notebook, options.parameters ?? {});
    const keys = await stepKeys(folder, step, notebook, parameters).catch((cause: unknown) => errorMessage(cause));
    const after = step.needs.filter((need) => pending.has(need)).map((need) => `${need} runs before`);
    const own =
      typeof keys === "string"
        ? [keys]
        : reasonsToRun(step, keys, state?.steps ?? {}, { reports, force: options.force ?? false });
    const reasons = [...new Set([...after, ...own])];
    const runs = chosen.has(step.name) && reasons.length > 0;
    if (runs) pending.add(step.name);
    explained.push({
      name: step.name,
      status: runs ? "ok" : chosen.has(step.name) ? "up to date" : "not run",
      reasons,
      durationMs: state?.steps[step.name]?.durationMs ?? 0,
      message: undefined,
      page: state?.steps[step.name]?.page,
    });
  }
  return explained;
}

/** Refuses values that no notebook declares, and values of the wrong type, before anything runs. */
function checkParameters(
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

/** One execution: what has run so far, and the state that is saved after every step. */
class FlowExecution {
  private readonly ends = new Map<string, FlowStepRun>();
  private steps: { readonly [name: string]: StepState };
  private readonly history: readonly FlowHistoryEntry[];
  private readonly flow: FlowPlan;
  private readonly folder: string;
  private readonly reports: string;
  private readonly notebooks: ReadonlyMap<string, Notebook>;
  private readonly options: RunFlowOptions;

  constructor(
    flow: FlowPlan,
    folder: string,
    reports: string,
    notebooks: ReadonlyMap<string, Notebook>,
    options: RunFlowOptions,
    before: FlowState | undefined,
  ) {
    this.flow = flow;
    this.folder = folder;
    this.reports = reports;
    this.notebooks = notebooks;
    this.options = options;
    this.steps = before?.steps ?? {};
    this.history = before?.history ?? [];
  }

  /** Runs the chosen steps, as many at a time as allowed; each starts when those it needs have ended. */
  async all(chosen: ReadonlySet<string>): Promise<readonly FlowStepRun[]> {
    const waiting = [...this.flow.steps];
    const running = new Set<Promise<void>>();
    const limit = Math.max(1, this.options.concurrency ?? 1);
    while (waiting.length > 0 || running.size > 0) {
      const index = waiting.findIndex((step) => step.needs.every((need) => this.ends.has(need)));
      const step = running.size < limit && index >= 0 ? waiting.splice(index, 1)[0] : undefined;
      if (step === undefined) {
        await Promise.race(running);
        continue;
      }
      const work: Promise<void> = this.one(step, chosen).then((end) => {
        this.ends.set(step.name, end);
        running.delete(work);
      });
      running.add(work);
    }
    return this.flow.steps.map(({ name }) => this.ends.get(name) as FlowStepRun);
  }

  async finish(ends: readonly FlowStepRun[]): Promise<FlowState> {
    const state = this.state();
    const ran = ends.some(({ status }) => status === "ok" || status === "stopped");
    const complete = ends.every(({ status }) => !["failed", "timeout", "interrupted"].includes(status));
    if (!ran || !complete) return state;
    const names = this.flow.steps.map(({ name }) => name);
    const entry = { time: new Date().toISOString(), metrics: stateMetrics(state, names) };
    const longer = { ...state, history: [...state.history, entry] };
    await writeFlowState(this.reports, longer);
    return longer;
  }

  private async one(step: FlowStep, chosen: ReadonlySet<string>): Promise<FlowStepRun> {
    const blocked = this.blockedBy(step, chosen);
    if (blocked !== undefined) return this.end(step, "not run", [blocked]);
    const { name, when } = step;
    if (when !== undefined && !this.conditionHolds(step))
      return this.end(step, "skipped", [`${when.text} does not hold`]);
    const notebook = this.notebooks.get(name) as Notebook;
    const parameters = stepParameters(this.flow, step, notebook, this.options.parameters ?? {});
    try {
      const keys = await stepKeys(this.folder, step, notebook, parameters);
      const force = this.options.force ?? false;
      const reasons = reasonsToRun(step, keys, this.steps, { reports: this.reports, force });
      if (reasons.length === 0) return this.end(step, "up to date", []);
      this.options.onStep?.({ step: name, status: "running", reasons, durationMs: 0 });
      const needs = Object.fromEntries(step.needs.map((need) => [need, this.steps[need]?.stamp ?? ""]));
      const links = flowLinks(this.flow.steps, step, this.notebooks);
      const { folder, reports } = this;
      const found = await runStep(step, { ...this.options, folder, reports, parameters, links });
      this.steps = { ...this.steps, [name]: { ...found, keys, needs } };
      await writeFlowState(this.reports, this.state());
      return this.end(step, found.status, reasons, found);
    } catch (failure) {
      return this.end(step, "failed", [], { message: errorMessage(failure), durationMs: 0 });
    }
  }

  private blockedBy(step: FlowStep, chosen: ReadonlySet<string>): string | undefined {
    if (!chosen.has(step.name)) return "not chosen";
    if (this.options.signal?.aborted) return "interrupted";
    const bad = (name: string): boolean => {
      const end = this.ends.get(name);
      return end?.status === "failed" || end?.status === "timeout" || end?.status === "interrupted";
    };
    const isBlocked = (name: string): boolean => {
      const end = this.ends.get(name);
      return end?.status === "not run" && end.reasons[0]?.endsWith(" failed") === true;
    };
    const failed = step.needs.find((need) => bad(need) || isBlocked(need));
    if (failed !== undefined) return `${failed} failed`;
    const any = [...this.ends.keys()].find(bad);
    return any !== undefined && this.options.keepGoing !== true ? `${any} failed` : undefined;
  }

  private conditionHolds({ when, needs }: FlowStep): boolean {
    return when === undefined || conditionHolds(when, stateMetrics(this.state(), needs));
  }

  private end(
    step: FlowStep,
    status: FlowStepRun["status"],
    reasons: readonly string[],
    found?: Partial<StepState>,
  ): FlowStepRun {
    const { durationMs = 0, message } = found ?? {};
    this.options.onStep?.({ step: step.name, status, reasons, durationMs });
    const page = this.steps[step.name]?.page;
    return { name: step.name, status, reasons, durationMs, message, page: page && join(this.reports, page) };
  }

  private state(): FlowState {
    const { name, title, description } = this.flow;
    const known = Object.fromEntries(
      this.flow.steps.flatMap((step) => {
        const found = this.steps[step.name];
        return found === undefined ? [] : [[step.name, found] as const];
      }),
    );
    return { format: "cuaderno-flow", version: 1, name, title, description, steps: known, history: this.history };
  }
}

import { join } from "node:path";
import { errorMessage } from "../../core/error-message.js";
import type { Json } from "../../core/json.js";
import type { FlowStep } from "../../notebook/flow/flow.js";
import { conditionHolds } from "../../notebook/flow/flow-condition.js";
import type { FlowPlan } from "../../notebook/flow/plan-flow.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { cuadernoKernelName } from "../../notebook/kernel/cuaderno-spec.js";
import type { TypeCheckMode } from "../../notebook/kernel/launch-kernel.js";
import type { SpareKernels } from "../../notebook/kernel/spare-kernels.js";
import type { CellEvent } from "../../notebook/run/run-effects.js";
import { startSpareKernels } from "../run/kernels.js";
import { chosenKernel } from "../run/notebook-kernel.js";
import { flowLinks } from "./flow-links.js";
import { type FlowHistoryEntry, type FlowState, type StepState, stateMetrics, writeFlowState } from "./flow-state.js";
import { reasonsToRun, stepKeys, stepParameters } from "./plan-step.js";
import { runStep } from "./run-step.js";

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
  /** Continue a failed notebook at the cell that failed, where its values can be restored, in tslab. @default false */
  readonly resume?: boolean | undefined;
  /** The kernel that runs the notebooks instead of the one they name. */
  readonly kernel?: string | undefined;
  /** What the kernel `cuaderno` does about type errors. */
  readonly typecheck?: TypeCheckMode | undefined;
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

/** One execution: what has run so far, and the state that is saved after every step. */
export class FlowExecution {
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
    const spares = this.startSpares(chosen);
    try {
      return await this.runSteps(chosen, spares);
    } finally {
      await spares?.close();
    }
  }

  private async runSteps(
    chosen: ReadonlySet<string>,
    spares: SpareKernels | undefined,
  ): Promise<readonly FlowStepRun[]> {
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
      const work: Promise<void> = this.one(step, chosen, spares).then((end) => {
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

  /** Kernels that start while notebooks before them run. */
  private startSpares(chosen: ReadonlySet<string>): SpareKernels | undefined {
    const steps = this.flow.steps.filter(({ name }) => {
      const notebook = this.notebooks.get(name) as Notebook;
      return chosen.has(name) && chosenKernel(notebook, this.options.kernel) === cuadernoKernelName;
    });
    const [first] = steps;
    if (first === undefined || steps.length === 1) return undefined;
    const { concurrency = 1 } = this.options;
    const path = join(this.folder, first.notebook);
    return startSpareKernels(steps.length, concurrency, path, this.notebooks.get(first.name));
  }

  private async one(
    step: FlowStep,
    chosen: ReadonlySet<string>,
    spares: SpareKernels | undefined,
  ): Promise<FlowStepRun> {
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
      const isOurs = chosenKernel(notebook, this.options.kernel) === cuadernoKernelName;
      const resume = this.options.resume === true && !isOurs;
      const found = await runStep(step, { ...this.options, resume, folder, reports, parameters, links, spares });
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

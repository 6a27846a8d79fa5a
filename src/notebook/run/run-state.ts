import type { JsonObject } from "../../core/json.js";
import type { MetricPoint } from "../format/metric-mime.js";
import type { ExecuteOutcome, KernelOutput } from "../kernel/kernel.js";
import type { CellLimit } from "./judge-outcome.js";
import { type OutputBoard, outputBoard } from "./output-board.js";
import type { ResumedStep } from "./plan-resume.js";
import type { RunPlan, RunStep } from "./plan-run.js";
import type { CellResult, RunError } from "./run-result.js";
import type { SecretMask } from "./secret-mask.js";

/** A run at one moment. An immutable value. */
export interface RunState {
  readonly plan: RunPlan;
  /** What becomes of each step when an earlier run is resumed. */
  readonly resume: readonly ResumedStep[];
  /** The key of each step, stored with its cell so that a later run can resume. */
  readonly keys: readonly string[];
  readonly board: OutputBoard;
  /** The step that ran with an execution count. */
  readonly stepsByCount: ReadonlyMap<number, RunStep>;
  readonly running: RunningStep | undefined;
  /** How the steps so far ended, in order. */
  readonly results: readonly CellResult[];
  /** What is written into the cells that have run, by their index. */
  readonly facts: ReadonlyMap<number, CellFacts>;
  readonly metrics: readonly MetricPoint[];
  /** Hides secrets, those that cells have loaded so far included. */
  readonly mask: SecretMask;
  readonly failure: { readonly error: RunError; readonly cell: number } | undefined;
  /** The reason that a cell gave to `stop`. */
  readonly stopped: string | undefined;
  /** Why no later step can be restored. */
  readonly diverged: string | undefined;
}

/** The step that runs. */
export interface RunningStep {
  readonly order: number;
  readonly startedMs: number;
  /** Attempts that have ended; more than 0 when the step is tried again. */
  readonly attempts: number;
}

/** What a run writes into an executed cell. */
export interface CellFacts {
  readonly executionCount: number | null;
  readonly metadata: JsonObject;
}

/** What happens in a run. Steps are named by their order in the plan, times are milliseconds of one clock. */
export type RunEvent =
  | { readonly kind: "step-skipped"; readonly order: number }
  | { readonly kind: "step-started"; readonly order: number; readonly atMs: number }
  | { readonly kind: "request-sent"; readonly order: number; readonly requestId: string }
  | { readonly kind: "request-refused"; readonly order: number }
  | { readonly kind: "message"; readonly message: KernelOutput }
  | {
      readonly kind: "attempt-ended";
      readonly outcome: ExecuteOutcome;
      readonly limit: CellLimit | undefined;
      readonly atMs: number;
      /** Whether the run is being interrupted, so that nothing is tried again. */
      readonly interrupted: boolean;
    };

/** The state before the first step. */
export function firstState(
  plan: RunPlan,
  {
    keys = [],
    resume = [],
  }: { readonly keys?: readonly string[] | undefined; readonly resume?: readonly ResumedStep[] | undefined },
): RunState {
  return {
    plan,
    resume,
    keys,
    board: outputBoard(),
    stepsByCount: new Map(),
    running: undefined,
    results: [],
    facts: new Map(),
    metrics: [],
    mask: plan.mask,
    failure: undefined,
    stopped: undefined,
    diverged: undefined,
  };
}

/** How a step is resumed: run again once a step before it has given other values than in the earlier run. */
export function resumedStep({ resume, diverged }: RunState, order: number): ResumedStep {
  const planned = resume[order] ?? {};
  return diverged === undefined || planned.restore === undefined ? planned : { reason: diverged };
}

/** Whether no further step runs. */
export function isOver({ failure, stopped }: RunState): boolean {
  return failure !== undefined || stopped !== undefined;
}

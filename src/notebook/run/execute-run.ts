import { cellLimit, type RunLimits } from "../cells/cell-limit.js";
import { parseProgress } from "../format/progress-mime.js";
import { notebookSerializer } from "../format/serialize-notebook.js";
import type { ExecuteOutcome, Kernel } from "../kernel/kernel.js";
import { stopAfter } from "../kernel/stop-after.js";
import { executedNotebook } from "./executed-notebook.js";
import { nextState } from "./next-state.js";
import { planResume } from "./plan-resume.js";
import type { RunPlan, RunStep } from "./plan-run.js";
import type { RunData } from "./run-data.js";
import type { CellEvent, RunEffects } from "./run-effects.js";
import type { RememberedCell } from "./run-memory.js";
import { runMetadata } from "./run-metadata.js";
import type { CellResult, RunResult } from "./run-result.js";
import { firstState, isOver, type RunEvent, type RunState, resumedStep } from "./run-state.js";

export type { CellEvent };

/** Limits and names of a run. */
export interface ExecuteRunOptions extends RunLimits {
  readonly output: string;
  readonly signal?: AbortSignal | undefined;
  /** Versions of the programs taking part, for the notebook's metadata. */
  readonly versions: { readonly [name: string]: string };
  /** The inputs that the notebook declares, for its metadata. */
  readonly data?: readonly RunData[] | undefined;
  /** The key of each step, stored with its cell so that a later run can resume. */
  readonly keys?: readonly string[] | undefined;
  /** The results of an earlier run, by key: steps whose values it has are not run. */
  readonly memory?: ReadonlyMap<string, RememberedCell> | undefined;
}

const resendMs = 250;
const resendAttempts = 20;
const firstRetryMs = 500;
const lastRetryMs = 10_000;

/**
 * Runs a plan: every cell in order, until one fails; after each cell the notebook is saved with the results so far,
 * while the next cell runs. Resolves also for a run that failed.
 *
 * @throws when the kernel does not start or the notebook cannot be saved
 */
export async function executeRun(plan: RunPlan, effects: RunEffects, options: ExecuteRunOptions): Promise<RunResult> {
  const started = effects.now();
  const kernel = await effects.launch();
  const readyMs = effects.now().getTime();
  kernel.expect?.(plan.steps.flatMap(({ source, skip }) => (skip === undefined ? [source] : [])));
  const resume = planResume(plan.steps, options.keys ?? [], options.memory, kernel.spec);
  let state = firstState(plan, { keys: options.keys, resume });
  const handle = (event: RunEvent): RunState => {
    const reported = state.metrics.length;
    state = nextState(state, event);
    for (const point of state.metrics.slice(reported)) effects.onMetric?.(point);
    return state;
  };
  const save = notebookWriter(plan, effects, { ...options, started, kernel });
  kernel.onOutput((message) => {
    const progress = parseProgress(message);
    if (progress === undefined) handle({ kind: "message", message });
    else effects.onProgress?.(progress);
  });
  const saves = savesMeanwhile(() => save(state, "running"));
  const shutdown = once(() => kernel.shutdown());
  try {
    await save(state, "running");
    for (const [order, step] of plan.steps.entries()) {
      if (isOver(state)) break;
      await runStep(order, step);
      if (step.skip === undefined) await saves.next();
    }
    await Promise.race([shutdown(), kernel.silent ?? shutdown()]);
    await saves.last();
    const status = endStatus(state);
    await save(state, status);
    return toResult(state, { status, started, ended: effects.now(), kernel, options });
  } finally {
    await shutdown();
    await saves.settled();
  }

  async function runStep(order: number, step: RunStep): Promise<void> {
    const position = { step, position: order + 1, total: plan.steps.length };
    if (step.skip !== undefined) {
      handle({ kind: "step-skipped", order });
      effects.onCell?.({ ...position, status: "skipped", durationMs: 0 });
      return;
    }
    effects.onCell?.({ ...position, status: "running", durationMs: 0 });
    handle({ kind: "step-started", order, atMs: effects.now().getTime() });
    while (state.running !== undefined) {
      const { attempts } = state.running;
      if (attempts > 0) await pause(Math.min(firstRetryMs * 2 ** (attempts - 1), lastRetryMs), options.signal);
      const limit = cellLimit(step, { ...options, usedMs: effects.now().getTime() - readyMs });
      const outcome = await execute(order, step, limit?.ms);
      const [atMs, interrupted] = [effects.now().getTime(), options.signal?.aborted === true];
      handle({ kind: "attempt-ended", outcome, limit, atMs, interrupted });
    }
    const { status, durationMs } = state.results.at(-1) as CellResult;
    effects.onCell?.({ ...position, status, durationMs });
  }

  /** tslab refuses a request that arrives right after a failure; such a request is sent again. */
  async function execute(order: number, step: RunStep, timeoutMs: number | undefined): Promise<ExecuteOutcome> {
    const restore = resumedStep(state, order).restore?.values;
    for (let tries = 1; ; tries++) {
      const requestId = effects.newId();
      handle({ kind: "request-sent", order, requestId });
      const { secrets } = plan;
      const outcome = await kernel.execute(step.source, {
        requestId,
        timeoutMs,
        signal: options.signal,
        restore,
        secrets,
        log: (line) => effects.log?.(`${plan.path}#${step.label}: ${line}`),
      });
      if (outcome.kind !== "aborted" || tries === resendAttempts) return outcome;
      handle({ kind: "request-refused", order });
      await pause(resendMs, undefined);
    }
  }
}

function once<Value>(work: () => Value): () => Value {
  let done: { readonly value: Value } | undefined;
  return () => {
    done ??= { value: work() };
    return done.value;
  };
}

/** Saves while later cells run, one save at a time; `next` and `last` reject when a save before failed. */
function savesMeanwhile(save: () => Promise<void>): Record<"next" | "last" | "settled", () => Promise<void>> {
  let saving = Promise.resolve();
  let isWaiting = false;
  let failure: { readonly cause: unknown } | undefined;
  const start = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    isWaiting = false;
    await save();
  };
  return {
    /** A save that has not begun saves this cell, too. */
    async next() {
      if (failure !== undefined) throw failure.cause;
      if (isWaiting) return;
      isWaiting = true;
      saving = saving.then(start);
      saving.catch((cause: unknown) => {
        failure ??= { cause };
      });
    },
    last: () => saving,
    settled: () => saving.catch(() => undefined),
  };
}

/** A function that saves the notebook of a state. */
function notebookWriter(
  plan: RunPlan,
  effects: RunEffects,
  { started, kernel, versions, data = [] }: ExecuteRunOptions & { readonly started: Date; readonly kernel: Kernel },
): (state: RunState, status: RunResult["status"] | "running") => Promise<void> {
  const serialize = notebookSerializer();
  const toNotebook = executedNotebook(plan);
  return async (state, status) => {
    const facts = { status, started, ended: effects.now(), kernel, versions, data };
    const metadata = runMetadata(plan, { ...facts, stopped: state.stopped, failure: state.failure?.error });
    await effects.save(serialize(toNotebook(state, metadata)), status !== "running");
  };
}

function toResult(
  { plan, results, metrics, failure, stopped, mask }: RunState,
  run: {
    readonly status: RunResult["status"];
    readonly started: Date;
    readonly ended: Date;
    readonly kernel: Kernel;
    readonly options: ExecuteRunOptions;
  },
): RunResult {
  const rest = plan.steps.slice(results.length);
  return {
    status: run.status,
    notebook: plan.path,
    output: run.options.output,
    kernel: run.kernel.spec.name,
    parameters: plan.parameters,
    started: run.started.toISOString(),
    durationMs: run.ended.getTime() - run.started.getTime(),
    cells: [...results, ...rest.map(({ label }) => ({ cell: label, status: "not run", durationMs: 0 }) as const)],
    metrics: Object.fromEntries(metrics.map(({ name, value }) => [mask(name), value])),
    data: run.options.data ?? [],
    error: failure?.error,
    reason: stopped,
  };
}

function endStatus({ failure, stopped }: RunState): RunResult["status"] {
  if (failure === undefined) return stopped === undefined ? "ok" : "stopped";
  const { kind } = failure.error;
  return kind === "timeout" || kind === "interrupted" ? kind : "failed";
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  const wait = stopAfter(ms, signal);
  await wait.stopped;
  wait.clear();
}

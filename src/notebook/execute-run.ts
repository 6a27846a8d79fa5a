import type { JsonObject } from "../core/json.js";
import { type CellLimit, judgeOutcome, reportedError } from "./judge-outcome.js";
import type { ExecuteOutcome, Kernel } from "./kernel.js";
import type { Cell, CodeCell } from "./notebook.js";
import { outputBoard } from "./output-board.js";
import type { RunPlan, RunStep } from "./plan-run.js";
import type { CellResult, RunError, RunResult } from "./run-result.js";
import { notebookSerializer } from "./serialize-notebook.js";

/** What a run does to the world. */
export interface RunEffects {
  /** The kernel, started. */
  launch(): Promise<Kernel>;
  /** Puts the text of the executed notebook in its place, at once or not at all. */
  save(text: string): Promise<void>;
  now(): Date;
  newId(): string;
  /** Hears of every cell that begins or ends. */
  onCell?(event: CellEvent): void;
}

/** A cell begins (`running`) or has ended. */
export interface CellEvent {
  readonly step: RunStep;
  /** From 1. */
  readonly position: number;
  readonly total: number;
  readonly status: "running" | CellResult["status"];
  readonly durationMs: number;
}

/** Limits and names of a run. */
export interface ExecuteRunOptions {
  readonly output: string;
  readonly cellTimeoutMs?: number | undefined;
  readonly notebookTimeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Versions of the programs taking part, for the notebook's metadata. */
  readonly versions: { readonly [name: string]: string };
}

const resendMs = 250;
const resendAttempts = 20;

/**
 * Runs a plan: every cell in order, until one fails; after each cell the notebook is saved with what there is so far.
 * Resolves also for a run that failed; rejects when the kernel does not start or the notebook cannot be saved.
 */
export async function executeRun(plan: RunPlan, effects: RunEffects, options: ExecuteRunOptions): Promise<RunResult> {
  const serialize = notebookSerializer();
  const board = outputBoard();
  const cells: Cell[] = [...plan.notebook.cells];
  const results: CellResult[] = [];
  const ofRequest = new Map<string, RunStep>();
  const ofCount = new Map<number, RunStep>();
  const changed = new Set<number>();
  const circumstances = { place: plan.place, ranAs: (count: number) => ofCount.get(count) };
  let running: RunStep | undefined;
  let failure: RunError | undefined;

  const started = effects.now();
  const since = (moment: Date): number => effects.now().getTime() - moment.getTime();
  const kernel = await effects.launch();
  const ready = effects.now();
  kernel.onOutput((message) => {
    for (const index of board.receive(message)) changed.add(index);
    const step = ofRequest.get(message.requestId);
    if (message.type !== "error" || step === undefined || step === running || step.mayFail) return;
    // Something that the cell had started failed after its end.
    const output = board.outputsOf(step.index).at(-1);
    if (output?.output_type === "error") failure ??= reportedError(step, output, circumstances);
  });

  try {
    await save();
    for (const [order, step] of plan.steps.entries()) {
      await runStep(step, { step, position: order + 1, total: plan.steps.length });
      await save();
      if (failure !== undefined) break;
    }
  } finally {
    await kernel.shutdown();
  }
  const status = failure === undefined ? "ok" : statusOf(failure);
  await save(status);
  const left = plan.steps.slice(results.length);
  return {
    status,
    notebook: plan.place,
    output: options.output,
    kernel: kernel.spec.name,
    parameters: plan.parameters,
    started: started.toISOString(),
    durationMs: since(started),
    cells: [...results, ...left.map(({ label }) => ({ cell: label, status: "not run", durationMs: 0 }) as const)],
    ...(failure === undefined ? {} : { error: failure }),
  };

  async function runStep(step: RunStep, position: Pick<CellEvent, "step" | "position" | "total">): Promise<void> {
    effects.onCell?.({ ...position, status: "running", durationMs: 0 });
    const limit = cellLimit(options, since(ready));
    const begun = effects.now();
    running = step;
    const outcome = await attempt(step, limit?.ms);
    running = undefined;
    const durationMs = since(begun);
    if ("executionCount" in outcome && outcome.executionCount !== null) ofCount.set(outcome.executionCount, step);
    const outputs = board.outputsOf(step.index);
    const judged = judgeOutcome(step, outcome, { ...circumstances, outputs, limit });
    if (judged.added !== undefined) board.append(step.index, judged.added);
    failure ??= judged.error;
    const cell = cells[step.index] as CodeCell;
    const facts = { status: judged.status, duration_ms: Math.round(durationMs) };
    cells[step.index] = {
      ...cell,
      execution_count: judged.executionCount,
      metadata: { ...cell.metadata, cuaderno: facts },
    };
    changed.add(step.index);
    results.push({ cell: step.label, status: judged.status, durationMs });
    effects.onCell?.({ ...position, status: judged.status, durationMs });
  }

  /** tslab refuses what comes right after a failure; such a cell is sent again. */
  async function attempt(step: RunStep, timeoutMs: number | undefined): Promise<ExecuteOutcome> {
    for (let tries = 1; ; tries++) {
      const requestId = effects.newId();
      board.assign(requestId, step.index);
      ofRequest.set(requestId, step);
      const outcome = await kernel.execute(step.source, { requestId, timeoutMs, signal: options.signal });
      if (outcome.kind !== "aborted" || tries === resendAttempts) return outcome;
      board.clear(step.index);
      await new Promise((resolve) => setTimeout(resolve, resendMs));
    }
  }

  async function save(status = failure === undefined ? "running" : statusOf(failure)): Promise<void> {
    for (const index of changed) {
      const cell = cells[index];
      if (cell?.cell_type === "code") cells[index] = { ...cell, outputs: board.outputsOf(index) };
    }
    changed.clear();
    await effects.save(serialize({ ...plan.notebook, metadata: metadata(status), cells }));
  }

  function metadata(status: string): JsonObject {
    const { name, language, origin, shim } = kernel.spec;
    const facts: JsonObject = {
      status,
      input: plan.place,
      parameters: plan.parameters,
      started: started.toISOString(),
      ended: effects.now().toISOString(),
      kernel: { name, language, origin, shim },
      versions: options.versions,
    };
    const error = failure === undefined ? {} : { error: { place: failure.place, message: failure.message } };
    return { ...plan.notebook.metadata, cuaderno: { ...facts, ...error } };
  }
}

/** The nearer of the cell's own limit and what is left for the whole notebook. */
function cellLimit({ cellTimeoutMs, notebookTimeoutMs }: ExecuteRunOptions, usedMs: number): CellLimit | undefined {
  const left = notebookTimeoutMs === undefined ? undefined : Math.max(0, notebookTimeoutMs - usedMs);
  if (left !== undefined && notebookTimeoutMs !== undefined && left < (cellTimeoutMs ?? Number.POSITIVE_INFINITY)) {
    return { ms: left, whole: true, askedMs: notebookTimeoutMs };
  }
  return cellTimeoutMs === undefined ? undefined : { ms: cellTimeoutMs, whole: false, askedMs: cellTimeoutMs };
}

function statusOf(failure: RunError): RunResult["status"] {
  return failure.kind === "timeout" || failure.kind === "interrupted" ? failure.kind : "failed";
}

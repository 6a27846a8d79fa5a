import { FailedError } from "../core/errors.js";
import { formatDuration } from "../core/format-duration.js";
import type { JsonObject } from "../core/json.js";
import { errorFromStreams, failurePlace } from "./cell-failure.js";
import { describeEnd } from "./describe-end.js";
import type { ExecuteOutcome, Kernel } from "./kernel.js";
import type { Cell, CodeCell, ErrorOutput } from "./notebook.js";
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
  const owners = new Map<string, RunStep>();
  const counts = new Map<number, RunStep>();
  const changed = new Set<number>();
  let lateFailure: { readonly step: RunStep; readonly error: ErrorOutput } | undefined;
  let running: RunStep | undefined;
  const started = effects.now();

  const kernel = await effects.launch();
  const ready = effects.now();
  kernel.onOutput((message) => {
    for (const index of board.receive(message)) changed.add(index);
    const owner = owners.get(message.requestId);
    if (message.type === "error" && owner !== undefined && owner !== running && !owner.mayFail) {
      const error = board.outputsOf(owner.index).at(-1);
      if (error?.output_type === "error") lateFailure ??= { step: owner, error };
    }
  });

  const metadata = (status: string, error?: RunError): JsonObject => ({
    ...plan.notebook.metadata,
    cuaderno: {
      status,
      input: plan.place,
      parameters: plan.parameters,
      started: started.toISOString(),
      ended: effects.now().toISOString(),
      kernel: {
        name: kernel.spec.name,
        language: kernel.spec.language,
        origin: kernel.spec.origin,
        shim: kernel.spec.shim,
      },
      versions: options.versions,
      ...(error === undefined ? {} : { error: { place: error.place, message: error.message } }),
    },
  });
  const save = async (status: string, error?: RunError): Promise<void> => {
    for (const index of changed) {
      const cell = cells[index];
      if (cell?.cell_type === "code") cells[index] = { ...cell, outputs: board.outputsOf(index) };
    }
    changed.clear();
    await effects.save(serialize({ ...plan.notebook, metadata: metadata(status, error), cells }));
  };
  const finishCell = (
    step: RunStep,
    status: CellResult["status"],
    durationMs: number,
    executionCount: number | null,
  ): void => {
    const cell = cells[step.index] as CodeCell;
    cells[step.index] = {
      ...cell,
      execution_count: executionCount,
      outputs: board.outputsOf(step.index),
      metadata: { ...cell.metadata, cuaderno: { status, duration_ms: Math.round(durationMs) } },
    };
    changed.delete(step.index);
    results.push({ cell: step.label, status, durationMs });
  };

  async function attempt(step: RunStep, limitMs: number | undefined): Promise<ExecuteOutcome> {
    for (let tries = 1; ; tries++) {
      const requestId = effects.newId();
      board.assign(requestId, step.index);
      owners.set(requestId, step);
      const outcome = await kernel.execute(step.source, { requestId, timeoutMs: limitMs, signal: options.signal });
      if (outcome.kind !== "aborted" || tries === resendAttempts) return outcome;
      board.clear(step.index);
      await new Promise((resolve) => setTimeout(resolve, resendMs));
    }
  }

  let failure: RunError | undefined;
  try {
    await save("running");
    for (const [order, step] of plan.steps.entries()) {
      const position = { step, position: order + 1, total: plan.steps.length };
      const left = options.notebookTimeoutMs === undefined ? undefined : options.notebookTimeoutMs - since(ready);
      const limits = [options.cellTimeoutMs, left].filter((limit) => limit !== undefined);
      const limitMs = limits.length === 0 ? undefined : Math.max(0, Math.min(...limits));
      effects.onCell?.({ ...position, status: "running", durationMs: 0 });
      const begun = effects.now();
      running = step;
      const outcome = await attempt(step, limitMs);
      running = undefined;
      const durationMs = since(begun);
      const whole = limitMs !== undefined && limitMs === left;
      const { status, count, error } = judge(step, outcome, { limitMs, whole });
      finishCell(step, status, durationMs, count);
      effects.onCell?.({ ...position, status, durationMs });
      const late = lateFailure === undefined ? undefined : fromOutput(lateFailure.step, lateFailure.error);
      failure = error ?? late;
      await save(failure === undefined ? "running" : statusOf(failure), failure);
      if (failure !== undefined) break;
    }
  } finally {
    await kernel.shutdown();
  }
  if (failure === undefined && lateFailure !== undefined) failure = fromOutput(lateFailure.step, lateFailure.error);
  const status = failure === undefined ? "ok" : statusOf(failure);
  await save(status, failure);
  for (const step of plan.steps.slice(results.length)) {
    results.push({ cell: step.label, status: "not run", durationMs: 0 });
  }
  return {
    status,
    notebook: plan.place,
    output: options.output,
    kernel: kernel.spec.name,
    parameters: plan.parameters,
    started: started.toISOString(),
    durationMs: since(started),
    cells: results,
    ...(failure === undefined ? {} : { error: failure }),
  };

  function since(moment: Date): number {
    return effects.now().getTime() - moment.getTime();
  }

  function judge(
    step: RunStep,
    outcome: ExecuteOutcome,
    { limitMs, whole }: { readonly limitMs: number | undefined; readonly whole: boolean },
  ): { readonly status: CellResult["status"]; readonly count: number | null; readonly error: RunError | undefined } {
    switch (outcome.kind) {
      case "ok":
      case "error": {
        const count = outcome.executionCount;
        if (count !== null) counts.set(count, step);
        const shown = board.outputsOf(step.index).findLast((output) => output.output_type === "error");
        if (outcome.kind === "ok" && shown === undefined) return { status: "ok", count, error: undefined };
        const output: ErrorOutput =
          shown ??
          (outcome.error === undefined
            ? errorFromStreams(board.outputsOf(step.index))
            : { output_type: "error", ...outcome.error });
        if (shown === undefined) board.append(step.index, output);
        return { status: "failed", count, error: step.mayFail ? undefined : fromOutput(step, output) };
      }
      case "aborted":
        throw new FailedError(
          `runNotebook: the kernel keeps refusing ${plan.place}#${step.label}; run the notebook again`,
        );
      case "died": {
        const words =
          outcome.lastWords === "" ? "" : `; it wrote: ${outcome.lastWords.split("\n").slice(-3).join("; ")}`;
        const message = `the kernel ended with ${describeEnd(outcome)} while this cell ran${words}`;
        return { status: "failed", count: null, error: stopped(step, "died", "KernelDied", message) };
      }
      case "timeout": {
        const limit = `${whole ? "the notebook" : "this cell"} did not end within ${formatDuration(whole ? (options.notebookTimeoutMs ?? 0) : (limitMs ?? 0))}`;
        const advice = `; allow more with ${whole ? "--timeout" : "--cell-timeout"}`;
        const how = outcome.killed ? `${limit} and did not answer the interrupt, so the kernel was killed` : limit;
        const count = outcome.executionCount;
        return { status: "timeout", count, error: stopped(step, "timeout", "Timeout", `${how}${advice}`) };
      }
      case "interrupted": {
        const count = outcome.executionCount;
        return {
          status: "interrupted",
          count,
          error: stopped(step, "interrupted", "Interrupted", "interrupted while this cell ran"),
        };
      }
    }
  }

  /** A failure that the kernel does not report: an error output tells in the saved notebook why it ends here. */
  function stopped(step: RunStep, kind: RunError["kind"], name: string, message: string): RunError {
    board.append(step.index, {
      output_type: "error",
      ename: name,
      evalue: message,
      traceback: [`${name}: ${message}`],
    });
    const place = `${plan.place}#${step.label}`;
    return {
      kind,
      place,
      cell: step.label,
      line: undefined,
      column: undefined,
      sourceLine: undefined,
      name,
      message: `${place}: ${message}`,
      traceback: [],
    };
  }

  function fromOutput(step: RunStep, output: ErrorOutput): RunError {
    const found = failurePlace(output.traceback);
    const origin = found?.executionCount === undefined ? step : (counts.get(found.executionCount) ?? step);
    const position = found === undefined ? "" : `:${found.line}${found.column === undefined ? "" : `:${found.column}`}`;
    const place = `${plan.place}#${origin.label}${position}`;
    const from = origin === step ? "" : ` (while ${step.label} ran)`;
    return {
      kind: "error",
      place,
      cell: step.label,
      line: found?.line,
      column: found?.column,
      sourceLine: found === undefined ? undefined : origin.source.split("\n")[found.line - 1],
      name: output.ename,
      message: `${place}: ${output.ename}: ${output.evalue.replace(/\s*\n\s*/g, "; ")}${from}`,
      traceback: output.traceback,
    };
  }
}

function statusOf(failure: RunError): RunResult["status"] {
  return failure.kind === "timeout" || failure.kind === "interrupted" ? failure.kind : "failed";
}

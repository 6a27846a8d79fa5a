import { FailedError } from "../../core/errors.js";
import { formatDuration } from "../../core/format-duration.js";
import type { ErrorOutput, Output } from "../format/notebook.js";
import { describeEnd } from "../kernel/describe-end.js";
import type { ExecuteOutcome } from "../kernel/kernel.js";
import { errorFromStreams, failurePosition } from "./cell-failure.js";
import type { RunStep } from "./plan-run.js";
import type { CellResult, RunError } from "./run-result.js";
import { stopName } from "./stop.js";

/** What an execution means for its cell and its run. */
export interface Judgement {
  readonly status: CellResult["status"];
  readonly executionCount: number | null;
  /** An error output that the kernel did not send, for the saved notebook. */
  readonly added?: ErrorOutput | undefined;
  /** Set when the cell ended the run on purpose: what for. */
  readonly stopped?: string | undefined;
  /** Set when the run ends here. */
  readonly error?: RunError | undefined;
}

/** What a judgement depends on in addition to the outcome. */
export interface Circumstances {
  /** The notebook as the user names it. */
  readonly path: string;
  /** The outputs of the cell. */
  readonly outputs: readonly Output[];
  /** The limit that was set for the cell, and whether it is what was left for the whole notebook. */
  readonly limit: CellLimit | undefined;
  /** The cell that ran with an execution count. */
  readonly stepByCount: (executionCount: number) => RunStep | undefined;
}

/** How long a cell may take, and by which flag of the command line. */
export interface CellLimit {
  readonly ms: number;
  readonly whole: boolean;
  /** Whether the cell's metadata sets it. */
  readonly own?: boolean | undefined;
  /** The limit as requested. */
  readonly requestedMs: number;
}

/**
 * What the outcome of running a cell means: whether it is a failure, whether it ends the run, and the location of the
 * error.
 */
export function judgeOutcome(step: RunStep, outcome: ExecuteOutcome, circumstances: Circumstances): Judgement {
  const { path, outputs } = circumstances;
  switch (outcome.kind) {
    case "ok":
    case "error": {
      const { executionCount } = outcome;
      const shown = outputs.findLast((output) => output.output_type === "error");
      if (outcome.kind === "ok" && outcome.exits) return { status: "stopped", executionCount, stopped: "exit()" };
      if (outcome.kind === "ok" && shown === undefined) return { status: "ok", executionCount };
      const reported =
        outcome.error === undefined ? errorFromStreams(outputs) : { output_type: "error" as const, ...outcome.error };
      const { ename, evalue } = shown ?? reported;
      if (ename === stopName) return { status: "stopped", executionCount, stopped: evalue };
      // Python's sys.exit() and sys.exit(0).
      if (ename === "SystemExit" && /^(0|None)?$/.test(evalue)) {
        return { status: "stopped", executionCount, stopped: "sys.exit(0)" };
      }
      return {
        status: "failed",
        executionCount,
        added: shown === undefined ? reported : undefined,
        error: step.mayFail ? undefined : reportedError(step, shown ?? reported, circumstances),
      };
    }
    case "died": {
      if (outcome.code === 0) return { status: "stopped", executionCount: null, stopped: "process.exit(0)" };
      const memory = /heap out of memory|ran out of memory: .*/.exec(outcome.stderrTail)?.[0];
      if (memory !== undefined) {
        const text = `the kernel's memory was exhausted while this cell ran (${memory}); use less data at once, or allow more with --memory`;
        return { status: "failed", executionCount: null, ...unreported(step, "died", "OutOfMemory", text, path) };
      }
      const tail =
        outcome.stderrTail === "" ? "" : `; it wrote: ${outcome.stderrTail.split("\n").slice(-3).join("; ")}`;
      const message = `the kernel ended with ${describeEnd(outcome)} while this cell ran${tail}`;
      return { status: "failed", executionCount: null, ...unreported(step, "died", "KernelDied", message, path) };
    }
    case "timeout": {
      const message = timeoutMessage(circumstances.limit, outcome.killed);
      const { executionCount } = outcome;
      return { status: "timeout", executionCount, ...unreported(step, "timeout", "Timeout", message, path) };
    }
    case "interrupted": {
      const message = "interrupted while this cell ran";
      const { executionCount } = outcome;
      return {
        status: "interrupted",
        executionCount,
        ...unreported(step, "interrupted", "Interrupted", message, path),
      };
    }
    case "aborted":
      throw new FailedError(`runNotebook: the kernel refuses ${path}#${step.label}; run the notebook again`);
  }
}

/** The error of a run from the error output of a cell; its location is the deepest frame in any cell. */
export function reportedError(
  step: RunStep,
  output: ErrorOutput,
  { path, stepByCount }: Pick<Circumstances, "path" | "stepByCount">,
): RunError {
  const found = failurePosition(output.traceback);
  const origin = found?.executionCount === undefined ? step : (stepByCount(found.executionCount) ?? step);
  const column = found?.column === undefined ? "" : `:${found.column}`;
  const where = `${path}#${origin.label}${found === undefined ? "" : `:${found.line}${column}`}`;
  const during = origin === step ? "" : ` (while ${step.label} ran)`;
  return {
    kind: "error",
    location: where,
    cell: step.label,
    line: found?.line,
    column: found?.column,
    sourceLine: found === undefined ? undefined : origin.shown.split("\n")[found.line - 1],
    name: output.ename,
    message: `${where}: ${output.ename}: ${output.evalue.replace(/\s*\n\s*/g, "; ")}${during}`,
    traceback: output.traceback,
  };
}

function unreported(
  step: RunStep,
  kind: RunError["kind"],
  name: string,
  message: string,
  notebook: string,
): { readonly added: ErrorOutput; readonly error: RunError } {
  const location = `${notebook}#${step.label}`;
  const nowhere = { line: undefined, column: undefined, sourceLine: undefined, traceback: [] };
  return {
    added: { output_type: "error", ename: name, evalue: message, traceback: [`${name}: ${message}`] },
    error: { kind, location, cell: step.label, name, message: `${location}: ${message}`, ...nowhere },
  };
}

function timeoutMessage(limit: CellLimit | undefined, killed: boolean): string {
  const who = limit?.whole ? "the notebook" : "this cell";
  const flag = limit?.whole ? "--timeout" : limit?.own ? "its metadata cuaderno.timeout" : "--cell-timeout";
  const how = killed ? " and did not react to the interrupt, so the kernel was killed" : "";
  return `${who} did not end within ${formatDuration(limit?.requestedMs ?? 0)}${how}; allow more with ${flag}`;
}

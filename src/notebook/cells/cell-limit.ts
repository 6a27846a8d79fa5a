import type { CellLimit } from "../run/judge-outcome.js";
import type { RunStep } from "../run/plan-run.js";

/** Limits of a run. */
export interface RunLimits {
  /** Of each cell that sets none itself. */
  readonly cellTimeoutMs?: number | undefined;
  /** Of all cells together. */
  readonly notebookTimeoutMs?: number | undefined;
}

/** The nearer of the cell's own limit and what is left for the whole notebook. */
export function cellLimit(
  step: RunStep,
  { cellTimeoutMs: usual, notebookTimeoutMs, usedMs }: RunLimits & { readonly usedMs: number },
): CellLimit | undefined {
  const cellTimeoutMs = step.timeoutMs ?? usual;
  const left = notebookTimeoutMs === undefined ? undefined : Math.max(0, notebookTimeoutMs - usedMs);
  if (left !== undefined && notebookTimeoutMs !== undefined && left < (cellTimeoutMs ?? Number.POSITIVE_INFINITY)) {
    return { ms: left, whole: true, requestedMs: notebookTimeoutMs };
  }
  return cellTimeoutMs === undefined
    ? undefined
    : { ms: cellTimeoutMs, whole: false, own: step.timeoutMs !== undefined, requestedMs: cellTimeoutMs };
}

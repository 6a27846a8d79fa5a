import { formatSearchProgress, type SearchProgress } from "../search/search-progress.js";

export interface LogSearchProgressOptions {
  /**
   * Receives each line.
   *
   * @default on a terminal the line is overwritten, elsewhere (notebooks, files) lines are printed
   */
  readonly log?: ((line: string) => void) | undefined;
  /**
   * Minimum time between two lines; the first and the last are always logged.
   *
   * @default 2000, on a terminal 100
   */
  readonly everyMs?: number | undefined;
}

/**
 * An `onProgress` callback for `minimize`, `maximize`, `optimize` and `tune` that logs the trial, the best value and
 * the time left.
 *
 * @example await minimize(space, objective, { trials: 50, onProgress: logSearchProgress() })
 */
export function logSearchProgress({ log, everyMs }: LogSearchProgressOptions = {}): (progress: SearchProgress) => void {
  const terminal = log === undefined && process.stdout.isTTY;
  const interval = everyMs ?? (terminal ? 100 : 2_000);
  let lastMs = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const isLast = progress.ended === progress.trials;
    const now = Date.now();
    if (!isLast && now - lastMs < interval) return;
    lastMs = now;
    const line = formatSearchProgress(progress);
    if (!terminal) (log ?? console.log)(line);
    else process.stdout.write(`\r\u001b[2K${line}${isLast ? "\n" : ""}`);
  };
}

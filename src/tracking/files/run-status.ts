import type { RunStatus } from "../tracker.js";

/** The whole numbers that stand for a run's status in its `meta.yaml`. */
export const statusCodes = { running: 1, scheduled: 2, finished: 3, failed: 4, killed: 5 } as const;

/** The status that a number (or, in a file written by something else, a word) stands for. */
export function statusOf(code: unknown): RunStatus | undefined {
  const names = Object.keys(statusCodes) as RunStatus[];
  return names.find((name) => statusCodes[name] === code || name === String(code).toLowerCase());
}

import type { RunStatus } from "../tracker.js";

/** Integers for the status of a run in its `meta.yaml`. */
export const statusCodes = { running: 1, scheduled: 2, finished: 3, failed: 4, killed: 5 } as const;

/** The status of a code or, in a file written by another tool, of a name. */
export function toStatus(code: unknown): RunStatus | undefined {
  const names = Object.keys(statusCodes) as RunStatus[];
  return names.find((name) => statusCodes[name] === code || name === String(code).toLowerCase());
}

import { statSync } from "node:fs";

/** What is compared in the folder of a run. */
export const comparedParts = ["meta.yaml", "params", "metrics", "tags"] as const;

/** Time of change of a file or folder in milliseconds since 1970; -1 without one. */
export function changeTime(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -1;
}

/** The time of change of what was read at `readAt`; -2, which no file has, when it may have changed since. */
export function settledTime(time: number, readAt: number): number {
  return isSettled(time, readAt) ? time : -2;
}

/** A file that changed shortly before it was read may have changed again within the resolution of its clock. */
export function isSettled(time: number, readAt: number): boolean {
  return time < readAt - (Number.isInteger(time / 1_000) ? 2_000 : 50);
}

/** Runs of which the caller and threads read the times of change, slice by slice, into shared memory. */
export interface RunTimes {
  readonly path: string;
  readonly ids: readonly string[];
  /** Times of the compared parts of each run; NaN where they were not read. */
  readonly times: Float64Array;
  /** Position of the next slice. */
  readonly next: Int32Array;
}

/** Small, as the last slice of a thread is waited for. */
const sliceLength = 4;

/** Reads the times of one slice that nobody else reads; false when none is left. */
export function readSlice({ path, ids, times, next }: RunTimes): boolean {
  const start = Atomics.add(next, 0, sliceLength);
  const end = Math.min(start + sliceLength, ids.length);
  for (let index = start; index < end; index++) readTimes(`${path}/${ids[index]}`, times, index);
  return end < ids.length;
}

/** Reads the times of one run. */
export function readTimes(path: string, times: Float64Array, index: number): void {
  const offset = index * comparedParts.length;
  for (let part = 0; part < comparedParts.length; part++) {
    times[offset + part] = changeTime(`${path}/${comparedParts[part]}`);
  }
}

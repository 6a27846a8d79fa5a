import type { RunRecord } from "../tracker.js";
import type { RunData } from "./read-run.js";
import type { RunHeading } from "./run-heading.js";

/** A run as it is listed. */
export interface RunEntry {
  readonly heading: RunHeading;
  readonly data: RunData;
}

/** What the index has of a run, and when it was read. */
export interface IndexedRun extends RunEntry {
  readonly record: RunRecord;
  readonly deleted: boolean;
  /** Times of change of `meta.yaml`, `params`, `metrics` and `tags`; see `settledTime`. */
  readonly times: readonly number[];
  /** Paths of the folders of keys with slashes, and their times of change. */
  readonly nested: readonly (readonly [path: string, time: number])[];
  /** Sizes of the files of metrics. */
  readonly metricSizes: ReadonlyMap<string, number>;
  /** Milliseconds since 1970, before the files were read. */
  readonly readAt: number;
}

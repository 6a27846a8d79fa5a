import type { TrackerProblem } from "../tracker.js";
import type { IndexedRun } from "./indexed-run.js";
import { allParts, type RunData, readRunData, toRunRecord } from "./read-run.js";
import type { RunHeading, RunLocation } from "./run-heading.js";
import { changeTime, comparedParts, settledTime } from "./run-times.js";

export interface IndexReader {
  /** Milliseconds since 1970, before anything is read. */
  readonly readAt: number;
  readonly readHeading: (location: RunLocation) => RunHeading | undefined;
  readonly onProblem: (problem: TrackerProblem) => void;
}

/**
 * A run with what its index compares; undefined without a heading. Times are taken before the files are read: what
 * changes in between is noticed the next time.
 */
export function readIndexedRun(location: RunLocation, reader: IndexReader): IndexedRun | undefined {
  const { path } = location;
  const { readAt } = reader;
  const times = comparedParts.map((part) => settledTime(changeTime(`${path}/${part}`), readAt));
  const heading = reader.readHeading(location);
  if (heading === undefined) return undefined;
  const metricSizes = new Map<string, number>();
  const data = readRunData(reader, path, allParts, (key, size) => metricSizes.set(key, size));
  const nested = findNested(data, path).map((one) => [one, settledTime(changeTime(one), readAt)] as const);
  const record = toRunRecord(heading, data);
  return { record, deleted: heading.deleted, heading, data, times, nested, metricSizes, readAt };
}

/** Folders of keys with slashes. */
function findNested({ params, metrics, tags }: RunData, path: string): string[] {
  const found = new Set<string>();
  const add = (part: string, values: object): void => {
    for (const key of Object.keys(values)) {
      for (let end = key.indexOf("/"); end !== -1; end = key.indexOf("/", end + 1)) {
        found.add(`${path}/${part}/${key.slice(0, end)}`);
      }
    }
  };
  add("params", params);
  add("metrics", metrics);
  add("tags", tags);
  return [...found];
}

import { ArgumentError } from "../../core/errors.js";
import type { RunRecord, Tracker } from "../tracker.js";
import { selectFields } from "./search-runs.js";

export interface GroupRunsOptions {
  /** Fields whose values form the groups, such as `params.depth`. */
  readonly by: readonly string[];
  /** Fields with numbers to summarize, such as `metrics.rmse` or `metrics.rmse@min`. */
  readonly metrics: readonly string[];
}

/** Runs with the same values of the fields of `by`. */
export interface RunGroup {
  /** Value of each field of `by`; undefined where the runs have none. */
  readonly by: Readonly<Record<string, string | number | undefined>>;
  readonly runs: readonly RunRecord[];
  readonly metrics: Readonly<Record<string, GroupSummary>>;
}

/** Summary of a metric over the runs of a group that have it; NaN is left out. */
export interface GroupSummary {
  /** Number of runs with a value. */
  readonly count: number;
  /** NaN without values. */
  readonly mean: number;
  /** Sample standard deviation (n - 1); NaN with fewer than two values. */
  readonly standardDeviation: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Groups of runs with mean and standard deviation of metrics, for runs repeated with several seeds. Groups are in the
 * order of their first runs.
 *
 * @throws ArgumentError without a field to group by, and for an invalid field.
 *
 * @example (await groupRuns(tracker, runs, { by: ["params.depth"], metrics: ["metrics.rmse"] }))[0]?.by // { "params.depth": "6" }
 */
export async function groupRuns(
  tracker: Tracker,
  runs: readonly RunRecord[],
  { by, metrics }: GroupRunsOptions,
): Promise<RunGroup[]> {
  if (by.length === 0)
    throw new ArgumentError('groupRuns: by: expected one or more fields, such as "params.depth"; name one');
  const rows = await selectFields(tracker, runs, [...by, ...metrics]);
  const groups = new Map<string, typeof rows>();
  for (const row of rows) {
    const key = JSON.stringify(row.values.slice(0, by.length).map((value) => value ?? null));
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [row]);
    else members.push(row);
  }
  return [...groups.values()].map((members) => ({
    by: Object.fromEntries(by.map((field, index) => [field, members[0]?.values[index]])),
    runs: members.map(({ run }) => run),
    metrics: Object.fromEntries(
      metrics.map((field, index) => [field, summarize(members.map(({ values }) => values[by.length + index]))]),
    ),
  }));
}

function summarize(values: readonly (string | number | undefined)[]): GroupSummary {
  const numbers = values
    .map((value) => (value === undefined || value === "" ? Number.NaN : Number(value)))
    .filter((value) => !Number.isNaN(value));
  const count = numbers.length;
  const mean = numbers.reduce((sum, value) => sum + value, 0) / count;
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    count,
    mean,
    standardDeviation: count < 2 ? Number.NaN : Math.sqrt(squares / (count - 1)),
    min: count === 0 ? Number.NaN : numbers.reduce((a, b) => Math.min(a, b)),
    max: count === 0 ? Number.NaN : numbers.reduce((a, b) => Math.max(a, b)),
  };
}

import { ArgumentError } from "../core/errors.js";
import { type MetricSummary, metricSummary } from "./metric-summary.js";
import type { RunInput, RunRecord, Tracker } from "./tracker.js";

/**
 * Runs with their parameters, metrics and inputs: a value per run, in the order of `runs`; undefined where a run has
 * none.
 */
export interface RunComparison {
  readonly runs: readonly RunRecord[];
  readonly params: readonly ComparedRow<string>[];
  readonly metrics: readonly ComparedRow<MetricSummary>[];
  /** Digest of each dataset, by name and context. */
  readonly inputs: readonly ComparedRow<string>[];
}

export interface ComparedRow<Value> {
  readonly key: string;
  readonly values: readonly (Value | undefined)[];
  /** Whether the runs have different values. */
  readonly differs: boolean;
}

/**
 * Parameters, metrics (last, smallest, largest) and datasets of two or more runs, and whether they differ.
 *
 * @throws ArgumentError for fewer than two runs, or the same run again.
 *
 * @example (await compareRuns(tracker, ["6120f2", "0461a8"])).params.filter((row) => row.differs)
 */
export async function compareRuns(tracker: Tracker, ids: readonly string[]): Promise<RunComparison> {
  if (ids.length < 2)
    throw new ArgumentError(
      `compareRuns: expected two or more runs, got ${ids.length}; give the ids of at least two runs`,
    );
  const runs = await Promise.all(ids.map((id) => tracker.run(id)));
  const repeated = runs.find((run, index) => runs.findIndex(({ id }) => id === run.id) !== index);
  if (repeated !== undefined)
    throw new ArgumentError(`compareRuns: run ${repeated.id} is repeated; pass each run once`);
  const metrics = await Promise.all(runs.map((run) => summarizeMetrics(tracker, run)));
  const inputs = await Promise.all(runs.map(async (run) => toDigests(await tracker.inputs(run.id))));
  return {
    runs,
    params: toRows(runs.map((run) => new Map(Object.entries(run.params)))),
    metrics: toRows(metrics),
    inputs: toRows(inputs),
  };
}

async function summarizeMetrics(tracker: Tracker, run: RunRecord): Promise<ReadonlyMap<string, MetricSummary>> {
  const found = new Map<string, MetricSummary>();
  for (const key of Object.keys(run.metrics)) {
    const summary = metricSummary(await tracker.metricHistory(run.id, key));
    if (summary !== undefined) found.set(key, summary);
  }
  return found;
}

function toDigests(inputs: readonly RunInput[]): ReadonlyMap<string, string> {
  return new Map(
    inputs.map(({ name, context, digest }) => [context === undefined ? name : `${name} (${context})`, digest]),
  );
}

function toRows<Value>(columns: readonly ReadonlyMap<string, Value>[]): ComparedRow<Value>[] {
  const keys = [...new Set(columns.flatMap((column) => [...column.keys()]))].sort();
  return keys.map((key) => {
    const values = columns.map((column) => column.get(key));
    return { key, values, differs: new Set(values.map(toText)).size > 1 };
  });
}

/** A string in which NaN and infinities differ from missing values, which they do not in JSON. */
function toText(value: unknown): string {
  if (value === undefined) return "missing";
  return JSON.stringify(value, (_, item: unknown) => (typeof item === "number" ? String(item) : item));
}

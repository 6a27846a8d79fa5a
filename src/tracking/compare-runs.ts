import { ArgumentError } from "../core/errors.js";
import { type MetricSummary, metricSummary } from "./metric-summary.js";
import type { RunInput, RunRecord, Tracker } from "./tracker.js";

/** Runs side by side: a value per run, in the order of `runs`; undefined where a run has none. */
export interface RunComparison {
  readonly runs: readonly RunRecord[];
  readonly params: readonly ComparedRow<string>[];
  readonly metrics: readonly ComparedRow<MetricSummary>[];
  /** The digest of each data set, by name and context. */
  readonly inputs: readonly ComparedRow<string>[];
}

export interface ComparedRow<Value> {
  readonly key: string;
  readonly values: readonly (Value | undefined)[];
  /** Whether the runs do not all have the same value. */
  readonly differs: boolean;
}

/**
 * What two or more runs have in common and where they differ: parameters, metrics (last, smallest, largest) and data.
 *
 * @example (await compareRuns(tracker, ["6120f2", "0461a8"])).params.filter((row) => row.differs)
 */
export async function compareRuns(tracker: Tracker, ids: readonly string[]): Promise<RunComparison> {
  if (ids.length < 2) throw new ArgumentError(`compareRuns: needs two runs or more, got ${ids.length}`);
  const runs = await Promise.all(ids.map((id) => tracker.run(id)));
  const twice = runs.find((run, index) => runs.findIndex(({ id }) => id === run.id) !== index);
  if (twice !== undefined) throw new ArgumentError(`compareRuns: run ${twice.id} is given twice`);
  const metrics = await Promise.all(runs.map((run) => summaries(tracker, run)));
  const inputs = await Promise.all(runs.map(async (run) => digests(await tracker.inputs(run.id))));
  return {
    runs,
    params: rowsOf(runs.map((run) => new Map(Object.entries(run.params)))),
    metrics: rowsOf(metrics),
    inputs: rowsOf(inputs),
  };
}

async function summaries(tracker: Tracker, run: RunRecord): Promise<ReadonlyMap<string, MetricSummary>> {
  const found = new Map<string, MetricSummary>();
  for (const key of Object.keys(run.metrics)) {
    const summary = metricSummary(await tracker.metricHistory(run.id, key));
    if (summary !== undefined) found.set(key, summary);
  }
  return found;
}

function digests(inputs: readonly RunInput[]): ReadonlyMap<string, string> {
  return new Map(
    inputs.map(({ name, context, digest }) => [context === undefined ? name : `${name} (${context})`, digest]),
  );
}

function rowsOf<Value>(columns: readonly ReadonlyMap<string, Value>[]): ComparedRow<Value>[] {
  const keys = [...new Set(columns.flatMap((column) => [...column.keys()]))].sort();
  return keys.map((key) => {
    const values = columns.map((column) => column.get(key));
    return { key, values, differs: new Set(values.map(spelled)).size > 1 };
  });
}

/** Tells NaN and the infinities apart from missing, which JSON does not. */
function spelled(value: unknown): string {
  if (value === undefined) return "missing";
  return JSON.stringify(value, (_, item: unknown) => (typeof item === "number" ? String(item) : item));
}

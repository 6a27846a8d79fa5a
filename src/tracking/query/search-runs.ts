import { ArgumentError } from "../../core/errors.js";
import { metricSummary } from "../metric-summary.js";
import type { RunRecord, Tracker } from "../tracker.js";
import { matchesFilter } from "./matches-filter.js";
import { parseFilter, type RunFilter } from "./parse-filter.js";
import { compareValues, parseFields, parseOrder, type RunOrder } from "./parse-order.js";
import { type FieldValue, formatRunField, type RunField, recordedValue } from "./run-field.js";

export interface SearchRunsOptions {
  /** Names or ids of experiments. @default every experiment */
  readonly experiments?: readonly string[] | undefined;
  /**
   * MLflow's filter grammar: `metrics.rmse < 450 and params.depth = '6'`, with attributes `run_id`, `run_name`,
   * `user_id`, `status`, `start_time`, `end_time`, `artifact_uri`; besides OR, parentheses, IN, the attributes
   * `experiment`, `experiment_id` and `parent_run_id`, parameters and tags compared with numbers, times such as
   * `'2026-11-29'`, and `metrics.rmse@min`, `@max`, `@last` or `@<step>`.
   *
   * @default all runs
   */
  readonly filter?: string | undefined;
  /** Fields, each with an optional `asc` or `desc`: `"metrics.rmse@min, start_time desc"`. @default newest first */
  readonly orderBy?: string | readonly string[] | undefined;
  /** Maximum number of runs. @default unlimited */
  readonly limit?: number | undefined;
  /** Whether to search the deleted runs instead of the active ones. @default false */
  readonly deleted?: boolean | undefined;
  /** Function or command that error messages name. @default "searchRuns" */
  readonly caller?: string | undefined;
}

/** What a search reads: the listed runs, and what their records do not have. */
export type SearchedRuns = Pick<Tracker, "runs" | "currentRuns" | "inputs" | "metricHistory">;

/**
 * Runs that match a filter, in the order of `orderBy`, then newest first. Missing values are last whether ascending or
 * descending, NaN before them. Parameters that are numbers in every run are sorted as numbers (MLflow sorts strings).
 *
 * @throws ArgumentError for an invalid filter or order, with the position; NotFoundError for an unknown experiment.
 *
 * @example await searchRuns(tracker, { filter: "metrics.rmse < 450 and params.depth in ('6', '8')", limit: 5 })
 */
export async function searchRuns(
  tracker: SearchedRuns,
  { experiments, filter = "", orderBy = [], limit, deleted, caller = "searchRuns" }: SearchRunsOptions = {},
): Promise<RunRecord[]> {
  if (limit !== undefined && !(limit >= 0))
    throw new ArgumentError(`${caller}: limit: expected >= 0, got ${limit}; pass limit: 100, or leave it out`);
  const condition = parseFilter(filter, `${caller}: filter`);
  const orders = [orderBy].flat().flatMap((order) => parseOrder(order, `${caller}: orderBy`));
  const inFilter = condition === undefined ? [] : filterFields(condition);
  const used = [...inFilter, ...orders.map(({ field }) => field)];
  const runs = await readUsed(tracker, await listRuns(tracker, experiments, deleted), used);
  const filterValues = await loadFields(tracker, runs, inFilter);
  const found = runs.filter(
    (run) => condition === undefined || matchesFilter(condition, (field) => filterValues(field, run)),
  );
  if (orders.length > 0) await sortRuns(tracker, found, orders);
  const shown = found.slice(0, limit);
  return shown.length > maxShown || tracker.currentRuns === undefined ? shown : [...(await tracker.currentRuns(shown))];
}

/** Results up to this number have every value compared with the files, and not only the values that were used. */
const maxShown = 200;

/** The runs with the values of the fields of the filter and the order compared with the files. */
async function readUsed(
  tracker: SearchedRuns,
  runs: readonly RunRecord[],
  fields: readonly RunField[],
): Promise<RunRecord[]> {
  const getKeys = (kind: RunField["kind"]): string[] =>
    fields.filter((field) => field.kind === kind).map(({ key }) => key);
  const keys = { metrics: getKeys("metric"), tags: getKeys("tag") };
  if (keys.metrics.length + keys.tags.length === 0 || tracker.currentRuns === undefined) return [...runs];
  return [...(await tracker.currentRuns(runs, keys))];
}

/** A run and the values of the selected fields, in their order. */
export interface RunRow {
  readonly run: RunRecord;
  readonly values: readonly FieldValue[];
}

/**
 * Values of fields, such as `metrics.rmse@min` or `params.depth`, of each run. Several datasets of a run are one
 * comma-separated value.
 *
 * @throws ArgumentError for an invalid field.
 *
 * @example (await selectFields(tracker, runs, ["params.depth", "metrics.rmse@min"]))[0]?.values // ["6", 312.5]
 */
export async function selectFields(
  tracker: SearchedRuns,
  runs: readonly RunRecord[],
  fields: readonly string[],
): Promise<RunRow[]> {
  const parsed = fields.flatMap((field) => parseFields(field, "selectFields"));
  const read = await loadFields(tracker, runs, parsed);
  return runs.map((run) => ({
    run,
    values: parsed.map((field) => {
      const values = read(field, run);
      return values.length > 1 ? values.join(", ") : values[0];
    }),
  }));
}

async function listRuns(
  tracker: SearchedRuns,
  experiments: readonly string[] | undefined,
  deleted: boolean | undefined,
): Promise<RunRecord[]> {
  if (experiments === undefined) return [...(await tracker.runs({ deleted }))];
  const lists = await Promise.all(experiments.map((experiment) => tracker.runs({ experiment, deleted })));
  const unique = new Map(lists.flat().map((run) => [run.id, run]));
  return [...unique.values()].sort((a, b) => b.startTime - a.startTime || (a.id < b.id ? -1 : 1));
}

function filterFields(filter: RunFilter): RunField[] {
  return "parts" in filter ? filter.parts.flatMap(filterFields) : [filter.field];
}

/** Sorts the array itself; equal runs keep their order. */
async function sortRuns(tracker: SearchedRuns, runs: RunRecord[], orders: readonly RunOrder[]): Promise<void> {
  const read = await loadFields(
    tracker,
    runs,
    orders.map(({ field }) => field),
  );
  const columns = orders.map(({ field, descending }) => {
    const values = runs.map((run) => read(field, run)[0]);
    const numbers = field.kind === "param" ? toNumbers(values) : undefined;
    return { values: new Map(runs.map((run, index) => [run, (numbers ?? values)[index]])), descending };
  });
  runs.sort((a, b) => {
    for (const { values, descending } of columns) {
      const order = compareValues(values.get(a), values.get(b), descending);
      if (order !== 0) return order;
    }
    return 0;
  });
}

/** Undefined when a value is not a number. */
function toNumbers(values: readonly FieldValue[]): FieldValue[] | undefined {
  const numbers = values.map((value) => (value === undefined || value === "" ? undefined : Number(value)));
  return numbers.some((number) => Number.isNaN(number)) ? undefined : numbers;
}

type ReadRunField = (field: RunField, run: RunRecord) => readonly FieldValue[];

/** Reads what the records do not have: datasets, and the histories of metrics. */
async function loadFields(
  tracker: SearchedRuns,
  runs: readonly RunRecord[],
  fields: readonly RunField[],
): Promise<ReadRunField> {
  const loaded = new Map<string, readonly FieldValue[]>();
  const keyOf = (field: RunField, run: RunRecord): string => `${run.id} ${formatRunField(field)}`;
  for (const field of fields.filter((one) => !isRecorded(one))) {
    for (const run of runs) loaded.set(keyOf(field, run), await loadField(tracker, run, field));
  }
  return (field, run) =>
    isRecorded(field) ? [recordedValue(field, run)] : (loaded.get(keyOf(field, run)) ?? [undefined]);
}

function isRecorded({ kind, point }: RunField): boolean {
  return kind !== "dataset" && (kind !== "metric" || point === "last");
}

async function loadField(tracker: SearchedRuns, run: RunRecord, { kind, key, point }: RunField): Promise<FieldValue[]> {
  if (kind === "dataset") {
    const inputs = await tracker.inputs(run.id);
    return inputs.map((input) => (key === "name" ? input.name : key === "digest" ? input.digest : input.context));
  }
  if (!Object.hasOwn(run.metrics, key)) return [];
  const points = await tracker.metricHistory(run.id, key);
  if (typeof point === "number") return [metricSummary(points.filter(({ step }) => step === point))?.last];
  const summary = metricSummary(points);
  return [point === "max" ? summary?.max : summary?.min];
}

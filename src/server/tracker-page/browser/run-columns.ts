import { parseFields } from "../../../tracking/query/parse-order.js";
import { formatRunField, type RunField, recordedValue } from "../../../tracking/query/run-field.js";
import type { RunRecord } from "../../../tracking/tracker.js";
import type { ListedRun } from "../page-data.js";
import { formatDuration, formatTime, formatValue, runDuration } from "./format-value.js";
import { toRecord } from "./page-source.js";

/** A run of the table: its record, and values that are not in the record. */
export interface TableRun {
  readonly record: RunRecord;
  readonly extra: Readonly<Record<string, string | number>>;
}

export type CellValue = string | number | undefined;

/** A column of the table. */
export interface RunColumn {
  /** The field as filters have it, such as `metrics.rmse@min`; it identifies the column in addresses. */
  readonly field: string;
  readonly label: string;
  readonly kind: "metric" | "param" | "tag" | "attribute";
  /** Key of the metric, parameter or tag. */
  readonly key: string;
  readonly isNumber: boolean;
  value(run: TableRun): CellValue;
  format(value: CellValue): string;
}

/** Attributes that are columns, with the names that people read. */
const attributes: Readonly<Record<string, string>> = {
  status: "status",
  start_time: "started",
  duration: "duration",
  experiment: "experiment",
  user_id: "user",
};

export function toTableRun(run: ListedRun): TableRun {
  const extra = Object.entries(run.extra ?? {}).map(([field, value]) => [field, toNumberIfMetric(field, value)]);
  return { record: toRecord(run), extra: Object.fromEntries(extra) };
}

function toNumberIfMetric(field: string, value: string | number): string | number {
  return field.startsWith("metric") ? Number(value) : value;
}

/** The column of a field; undefined for a string that is not a field. */
export function toColumn(field: string): RunColumn | undefined {
  if (field === "duration") return durationColumn;
  try {
    const [parsed] = parseFields(field, "column");
    return parsed === undefined || parsed.kind === "dataset" ? undefined : fieldColumn(parsed);
  } catch {
    return undefined;
  }
}

const durationColumn: RunColumn = {
  field: "duration",
  label: "duration",
  kind: "attribute",
  key: "duration",
  isNumber: true,
  value: ({ record }) => runDuration(record),
  format: (value) => formatDuration(typeof value === "number" ? value : undefined),
};

function fieldColumn(parsed: RunField): RunColumn {
  const field = formatRunField(parsed);
  const { kind, key, point } = parsed;
  const isRecorded = kind !== "metric" || point === "last";
  const isTime = kind === "attribute" && key.endsWith("_time");
  return {
    field,
    kind: kind === "dataset" ? "tag" : kind,
    key,
    label: kind === "attribute" ? (attributes[key] ?? key) : isRecorded ? key : `${key} ${toPointLabel(point)}`,
    isNumber: kind === "metric" || isTime,
    value: (run) => (isRecorded ? recordedValue(parsed, run.record) : run.extra[field]),
    format: (value) => {
      if (isTime && typeof value === "number") return formatTime(value);
      // MLflow's filters compare upper case.
      if (kind === "attribute" && key === "status") return String(value).toLowerCase();
      return formatValue(kind === "param" ? toShortNumber(value) : value);
    },
  };
}

/** A parameter of many digits as a number; all other values as they were recorded. */
function toShortNumber(value: CellValue): CellValue {
  const isLong = typeof value === "string" && /^-?\d+\.\d{6,}(e[+-]?\d+)?$/i.test(value);
  return isLong ? Number(value) : value;
}

function toPointLabel(point: RunField["point"]): string {
  return typeof point === "number" ? `at step ${point}` : String(point);
}

/** The column of a key of metrics, parameters or tags. */
export function keyColumn(kind: "metric" | "param" | "tag", key: string, point?: "min" | "max"): RunColumn {
  return fieldColumn({ kind, key, point: kind === "metric" ? (point ?? "last") : undefined });
}

/** Keys of the runs, the most frequent first, then in alphabetical order. */
export function getKeys(runs: readonly TableRun[], kind: "metrics" | "params" | "tags"): string[] {
  const counts = new Map<string, number>();
  for (const { record } of runs) for (const key in record[kind]) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([key]) => key);
}

/** Whether the runs have different values in a column; a missing value differs from all others. */
export function differs(column: RunColumn, runs: readonly TableRun[]): boolean {
  const first = runs[0] === undefined ? undefined : column.value(runs[0]);
  return runs.some((run) => !Object.is(column.value(run), first));
}

/** Metrics of the runs, those first that most runs have as a number, that vary, and that are not a setting. */
export function rankMetrics(runs: readonly TableRun[]): string[] {
  const rank = (key: string): number => {
    const values = runs.map(({ record }) => record.metrics[key]).filter((value) => Number.isFinite(value));
    const isSetting = key === "duration_s" || runs.some(({ record }) => key in record.params);
    return values.length - (isSetting ? runs.length : 0) - (new Set(values).size > 1 ? 0 : runs.length);
  };
  const ranks = new Map(getKeys(runs, "metrics").map((key) => [key, rank(key)]));
  return [...ranks].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([key]) => key);
}

/** The columns without a choice of the reader: what varies in the newest runs, and their metrics. */
export function initialColumns(runs: readonly TableRun[]): RunColumn[] {
  const ids = new Set(runs.map(({ record }) => record.id));
  const isNested = ({ record }: TableRun): boolean => record.parentId !== undefined && ids.has(record.parentId);
  const newest = runs.filter((run) => !isNested(run)).slice(0, 100);
  const nested = runs.filter(isNested).slice(0, 100);
  const experiments = new Set(runs.map(({ record }) => record.experimentId));
  const names = ["status", "start_time", "duration", ...(experiments.size > 1 ? ["experiment"] : [])];
  const params = getKeys([...newest, ...nested], "params").map((key) => keyColumn("param", key));
  const varying = params.filter((column) => differs(column, runs));
  const own = rankMetrics(newest);
  // A search has the best value of what its trials measure.
  const ofTrials = rankMetrics(nested);
  const best = ofTrials.filter((key) => own.includes(`best_${key}`));
  const metrics = new Set([...own.slice(0, 4), ...[...best, ...ofTrials].slice(0, 2)]);
  return [
    ...names.flatMap((name) => toColumn(name) ?? []),
    ...[...metrics].map((key) => keyColumn("metric", key)),
    ...(varying.length > 0 ? varying : params).slice(0, 6),
  ];
}

/** The column with the smallest or largest value of a metric instead of the last one. */
export function atPoint(column: RunColumn, point: "min" | "max" | undefined): RunColumn {
  const isLast = column.kind === "metric" && column.field === keyColumn("metric", column.key).field;
  return point !== undefined && isLast ? keyColumn("metric", column.key, point) : column;
}

/** The columns in which the runs differ: of all parameters and tags, and of the shown metrics. */
export function differingColumns(runs: readonly TableRun[], shown: readonly RunColumn[]): RunColumn[] {
  const params = getKeys(runs, "params").map((key) => keyColumn("param", key));
  const tags = getKeys(runs, "tags")
    .filter((key) => !key.startsWith("mlflow.") && !key.startsWith("cuaderno."))
    .map((key) => keyColumn("tag", key));
  const others = shown.filter(({ kind }) => kind === "attribute" || kind === "metric");
  const columns = [...others.filter((column) => column.field !== "start_time"), ...params, ...tags];
  return columns.filter((column) => differs(column, runs));
}

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

/** The columns without a choice of the reader: what varies, and the metrics that most runs have. */
export function initialColumns(runs: readonly TableRun[]): RunColumn[] {
  const experiments = new Set(runs.map(({ record }) => record.experimentId));
  const names = ["status", "start_time", "duration", ...(experiments.size > 1 ? ["experiment"] : [])];
  const params = getKeys(runs, "params").map((key) => keyColumn("param", key));
  const varying = params.filter((column) => differs(column, runs));
  const metrics = getKeys(runs, "metrics").map((key) => keyColumn("metric", key));
  return [
    ...names.flatMap((name) => toColumn(name) ?? []),
    ...metrics.slice(0, 4),
    ...(varying.length > 0 ? varying : params).slice(0, 6),
  ];
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

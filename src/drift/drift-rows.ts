import { mapNumbers } from "../core/map-numbers.js";
import { type Columns, columnsFromEntries } from "../table/columns.js";
import type { DatasetDrift } from "./dataset-drift.js";
import { type DriftLevel, levelSeverity } from "./drift-level.js";
import type { DriftOverTime } from "./drift-over-time.js";
import type { ErrorOverTime } from "./error-over-time.js";
import type { ScoreOverTime } from "./score-over-time.js";
import type { TimeWindow } from "./time-windows.js";

/** What is written: a comparison, its windows, the accuracy of a model. `monitor` returns all of it. */
export interface DriftRowsInput {
  readonly dataset: DatasetDrift;
  readonly overTime?: DriftOverTime | undefined;
  readonly errors?: ErrorOverTime | undefined;
  readonly scores?: ScoreOverTime | undefined;
}

export interface DriftRowsOptions {
  /** What was watched, such as the name of a model or of a table. */
  readonly subject: string;
  /** When the comparison was made, in milliseconds since 1970 or as a date. */
  readonly at: Date | number;
}

interface MetricRow {
  readonly window?: TimeWindow | undefined;
  readonly column?: string | undefined;
  readonly metric: string;
  readonly value: number | null | undefined;
  readonly level?: DriftLevel | undefined;
}

/**
 * The numbers of a comparison as rows for a file or a database, one per metric: `measured_at`, `subject`,
 * `window_start` and `window_end` (of a window; else missing), `column` (of a column; else empty), `metric`, `value`,
 * `level`. `driftDashboard` shows them. The key is every column but `value` and `level`.
 *
 * @example driftRows({ dataset: datasetDrift(reference, current) }, { subject: "traffic", at: new Date() }).rowCount // 24
 */
export function driftRows(found: DriftRowsInput, { subject, at }: DriftRowsOptions): Columns {
  const rows = [...datasetRows(found.dataset), ...windowRows(found.overTime), ...accuracyRows(found)].filter(
    ({ value }) => value !== null && value !== undefined && Number.isFinite(value),
  );
  const time = typeof at === "number" ? at : at.getTime();
  const number = (value: (row: MetricRow) => number | null | undefined): Float64Array =>
    mapNumbers(rows, (row) => value(row) ?? Number.NaN);
  const text = (value: (row: MetricRow) => string) => ({ kind: "string", values: rows.map(value) }) as const;
  return columnsFromEntries([
    ["measured_at", { kind: "time", values: number(() => time) }],
    ["subject", text(() => subject)],
    ["window_start", { kind: "time", values: number(({ window }) => window?.start) }],
    ["window_end", { kind: "time", values: number(({ window }) => window?.end) }],
    ["column", text(({ column }) => column ?? "")],
    ["metric", text(({ metric }) => metric)],
    ["value", { kind: "number", values: number(({ value }) => value) }],
    ["level", text(({ level }) => level ?? "")],
  ]);
}

function datasetRows(dataset: DatasetDrift): readonly MetricRow[] {
  const { level } = dataset;
  return [
    { metric: "severity", value: dataset.severity, level },
    { metric: "drifted_share", value: dataset.driftedShare, level },
    { metric: "rows", value: dataset.currentRows, level },
    ...dataset.findings.map(({ column, level: own }) => ({
      column,
      metric: "severity",
      value: levelSeverity(own),
      level: own,
    })),
    ...dataset.columns.flatMap(({ column, score, pValue, current, level: own }) =>
      (
        [
          ["severity", levelSeverity(own)],
          ["score", score],
          ["p_value", pValue],
          ["missing_share", current.missingShare],
        ] as const
      ).map(([metric, value]) => ({ column, metric, value, level: own })),
    ),
  ];
}

function windowRows(overTime: DriftOverTime | undefined): readonly MetricRow[] {
  if (overTime === undefined) return [];
  return overTime.windows.flatMap((window, index) => [
    { window, metric: "severity", value: levelSeverity(window.level), level: window.level },
    { window, metric: "drifted_share", value: window.driftedShare, level: window.level },
    { window, metric: "rows", value: window.rowCount, level: window.level },
    ...overTime.columns.map(({ column, scores, levels }) => ({
      window,
      column,
      metric: "score",
      value: scores[index],
      level: levels[index],
    })),
  ]);
}

function accuracyRows({ errors, scores }: DriftRowsInput): readonly MetricRow[] {
  return [
    ...(errors?.windows ?? []).flatMap((window) => [
      { window, metric: "rmse", value: window.rmse },
      { window, metric: "mean_absolute_error", value: window.mae },
      { window, metric: "mean_error", value: window.meanError },
    ]),
    ...(scores?.windows ?? []).map((window, index) => ({
      window,
      metric: scores?.metric ?? "score",
      value: scores?.scores[index],
    })),
  ];
}

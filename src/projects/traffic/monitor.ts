import {
  type Column,
  type Columns,
  type DatasetDrift,
  type DriftOverTime,
  datasetDrift,
  driftOverTime,
  type ErrorOverTime,
  errorOverTime,
  getNumbers,
  toColumns,
} from "cuaderno";
import type { FittedPipeline } from "cuaderno/pipeline";
import { getColumn, selectColumns, takeRows, withColumns } from "cuaderno/table";
import type { TrafficTable } from "./load.js";
import { prepareTraffic } from "./prepare.js";
import { rowsBetween } from "./table-parts.js";

/** What is watched. The month is left out: within two weeks it hardly changes, so it always differs from whole years. */
const watched = [
  "volume",
  "prediction",
  "temperature",
  "rain",
  "snow",
  "clouds",
  "weather",
  "isHoliday",
  "hour",
  "weekday",
];
const byName = ["isHoliday", "hour", "weekday"];

/** How the years 2017 and 2018 differ from the years the model is meant for. */
export interface TrafficMonitoring {
  /** All of 2017 and 2018 against the reference. */
  readonly dataset: DatasetDrift;
  /** Window by window against the reference. */
  readonly overTime: DriftOverTime;
  /** Distance of each window from the same weeks of the reference years: season taken out. A row per column of `overTime`. */
  readonly sameWeeks: readonly { readonly column: string; readonly scores: readonly (number | null)[] }[];
  /** Error of the model, window by window. */
  readonly error: ErrorOverTime;
}

export interface MonitorOptions {
  /** Length of a window in days. Default: 14. */
  readonly windowDays?: number;
  /** Years that are compared with. Default: 2012, 2013 and 2016, as in the original project. */
  readonly referenceYears?: readonly number[];
  /** First day that is watched, and the day after the last. Default: 2017-01-01 to 2018-10-01. */
  readonly from?: string;
  readonly until?: string;
}

/** Drift of inputs, target and prediction, and the error, in windows of 2017 and 2018. */
export function monitorTraffic(
  table: TrafficTable,
  model: FittedPipeline,
  options: MonitorOptions = {},
): TrafficMonitoring {
  const { windowDays = 14, referenceYears = [2012, 2013, 2016], from = "2017-01-01", until = "2018-10-01" } = options;
  const rows = watchedColumns(toColumns(prepareTraffic(table.frame)), model);
  const reference = joinYears(rows, referenceYears);
  const current = rowsBetween(rows, from, until);
  const range = { windowDays, start: from, end: until };
  const overTime = driftOverTime(reference, current, { time: "time", columns: watched, ...range });
  return {
    dataset: datasetDrift(reference, current, { columns: watched }),
    overTime,
    sameWeeks: distanceFromSameWeeks(reference, current, overTime),
    error: errorOverTime(current, { time: "time", target: "volume", prediction: "prediction", ...range }),
  };
}

function watchedColumns(all: Columns, model: FittedPipeline): Columns {
  const prediction: Column = { kind: "number", values: model.predict(all) };
  const asNames = byName.map((name): [string, Column] => [name, labels(getNumbers(all, name))]);
  return selectColumns(withColumns(all, [["prediction", prediction], ...asNames]), ["time", ...watched]);
}

/** Whole numbers as names: 23 o'clock is not far from 0 o'clock. */
function labels(values: Float64Array): Column {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  const codes = new Map(distinct.map((value, code) => [value, code]));
  return {
    kind: "category",
    codes: Int32Array.from(values, (value) => codes.get(value) ?? -1),
    categories: distinct.map(String),
  };
}

function joinYears(rows: Columns, years: readonly number[]): Columns {
  const wanted = new Set(years);
  const times = getNumbers(rows, "time");
  const kept = Int32Array.from(times.keys()).filter((row) =>
    wanted.has(new Date(times[row] as number).getUTCFullYear()),
  );
  return takeRows(rows, kept);
}

const dayMs = 86_400_000;
const slackDays = 7;
const minimumRows = 30;

/** Each window against the reference rows of the same days of the year, a week more on either side. */
function distanceFromSameWeeks(
  reference: Columns,
  current: Columns,
  overTime: DriftOverTime,
): TrafficMonitoring["sameWeeks"] {
  const dayOfReference = getNumbers(reference, "time").map(dayOfYear);
  const times = getNumbers(current, "time");
  const windows = overTime.windows.map(({ start, end }) => {
    const first = dayOfYear(start) - slackDays;
    const length = (end - start) / dayMs + 2 * slackDays;
    const near = Int32Array.from(dayOfReference.keys()).filter(
      (row) => ((((dayOfReference[row] as number) - first) % 366) + 366) % 366 < length,
    );
    const inside = Int32Array.from(times.keys()).filter(
      (row) => (times[row] as number) >= start && (times[row] as number) < end,
    );
    return { before: takeRows(reference, near), after: takeRows(current, inside) };
  });
  return overTime.columns.map(({ column }) => ({
    column,
    scores: windows.map(({ before, after }) => {
      if (after.rowCount < minimumRows || before.rowCount < minimumRows) return null;
      const { kind } = getColumn(before, column, "monitorTraffic");
      const method = kind === "number" ? "wasserstein" : "jensen-shannon";
      return datasetDrift(before, after, { columns: [column], method }).columns[0]?.score ?? null;
    }),
  }));
}

function dayOfYear(time: number): number {
  const year = new Date(time).getUTCFullYear();
  return Math.floor((time - Date.UTC(year, 0, 1)) / dayMs);
}

import { mapNumbers, rowNumbers } from "../../core/map-numbers.js";
import { checkValues } from "../../pipeline/check-inputs.js";
import type { FittedPipeline } from "../../pipeline/fitted-pipeline.js";
import { type Column, type Columns, columnsFromEntries } from "../../table/columns.js";
import { takeRows } from "../../table/take-rows.js";
import type { ServedModel } from "../served-model.js";
import type { HistoryTables } from "./open-history.js";
import { pastInputs, type SeriesInputs, seriesInputs } from "./series-inputs.js";

/** The prediction of a period, with the real value where it is known. */
export interface Forecast {
  /** Such as `2020-03`. */
  readonly period: string;
  /** Null where data is missing. */
  readonly prediction: number | null;
  readonly actual: number | null;
  /** What the model needs and the datasets lack. */
  readonly missing: readonly MissingPeriod[];
  /** Whether the row that the prediction is made from is among the training rows' times; null where unknown. */
  readonly trained: boolean | null;
  /** Sentences about values that the training rows do not prepare for. */
  readonly unusual: readonly string[];
}

/** A period that a dataset lacks. */
export interface MissingPeriod {
  readonly dataset: string;
  readonly period: string;
}

/** Predictions of the periods of a series. */
export interface Forecaster {
  forecast(period: number): Forecast;
  /** The row of the model's inputs that a prediction is made from, as an object; undefined where there is none. */
  inputRow(period: number): Readonly<Record<string, unknown>> | undefined;
  /** Every period with a prediction or a real value, ascending. */
  readonly periods: readonly number[];
  /** Number of periods from the last known row to the predicted one. */
  readonly horizon: number;
}

/** The forecaster of a model over tables of a series. */
export function forecaster({ model }: Pick<ServedModel, "model">, tables: HistoryTables): Forecaster {
  const { periods, options } = tables;
  const { horizon = 1 } = options;
  const inputs = seriesInputs(model, tables);
  const rowIndex = new Map(inputs.periods.map((period, row) => [period, row]));
  const actual = actualValues(model, tables);
  const late = pastInputs(model);
  const missingFor = (period: number): readonly MissingPeriod[] =>
    neededPeriods(period, horizon, inputs.reach).flatMap((needed) =>
      inputs.tables
        .filter(({ rowByPeriod }) => !rowByPeriod.has(needed))
        .map(({ name }) => ({ dataset: name, period: periods.format(needed) })),
    );
  const predictions = predictComplete(
    model,
    inputs,
    (row) => missingFor((inputs.periods[row] ?? 0) + horizon).length === 0,
  );
  const learned = model.inputs.find(({ name }) => name === options.time)?.training;
  const predict = (period: number): number => {
    const row = rowIndex.get(period - horizon);
    if (row !== undefined) return predictions[row] ?? Number.NaN;
    const extended = { ...inputs, columns: withNextRow(inputs, period, options.time, periods.toTime(period)) };
    return predictComplete(model, extended, (own) => own === extended.columns.rowCount - 1).at(-1) ?? Number.NaN;
  };
  const forecast = (period: number): Forecast => {
    const row = rowIndex.get(period - horizon);
    const ownRow = horizon > 0 || row !== undefined ? [] : missingInputs(model, late, tables, period);
    const missing = [...missingFor(period), ...ownRow];
    const value = missing.length > 0 ? Number.NaN : predict(period);
    return {
      period: periods.format(period),
      prediction: Number.isFinite(value) ? value : null,
      actual: actual.get(period) ?? null,
      missing,
      trained: learned === undefined ? null : isWithin(periods.toTime(period - horizon), learned),
      unusual: row === undefined ? [] : unusualValues(model, inputs, row),
    };
  };
  const predictable = inputs.periods.map((period) => period + horizon);
  return {
    forecast,
    horizon,
    periods: [...new Set([...predictable, ...actual.keys()])].sort((one, other) => one - other),
    inputRow(period) {
      const row = rowIndex.get(period - horizon);
      return row === undefined ? undefined : rowObject(inputs.columns, row);
    },
  };
}

function isWithin(time: number, { min, max }: { readonly min: number; readonly max: number }): boolean {
  return time >= min && time <= max;
}

/** The row that predicts the period, and those that its steps look back to. */
function neededPeriods(period: number, horizon: number, reach: number): readonly number[] {
  const last = period - Math.max(horizon, 1);
  const count = horizon > 0 ? reach + 1 : reach;
  return Array.from({ length: count }, (_, index) => last - count + 1 + index);
}

/** The prediction of each row whose past is complete; the others have none. */
function predictComplete(
  model: FittedPipeline,
  { columns }: SeriesInputs,
  isComplete: (row: number) => boolean,
): Float64Array {
  const values = new Float64Array(columns.rowCount).fill(Number.NaN);
  const rows = Array.from(values.keys()).filter(isComplete);
  if (rows.length === 0) return values;
  const features = model.features(columns);
  const taken = features.columns.map((column) => mapNumbers(rows, (row) => column[row] ?? Number.NaN));
  const predicted = model.model.predict({ ...features, rowCount: rows.length, columns: taken });
  for (const [index, row] of rows.entries()) values[row] = predicted[index] ?? Number.NaN;
  return values;
}

/** Inputs that a row of the future would need to have. */
function missingInputs(
  { inputs }: FittedPipeline,
  late: ReadonlySet<string>,
  { tables, options, periods }: HistoryTables,
  period: number,
): readonly MissingPeriod[] {
  const needed = inputs.filter(({ name, nullable }) => name !== options.time && nullable === false && !late.has(name));
  const names = needed.flatMap(({ name }) => tables.filter(({ columns }) => columns.byName.has(name)));
  return [...new Set(names)].map(({ name }) => ({ dataset: name, period: periods.format(period) }));
}

/** The rows before a period and an empty row of that period. */
function withNextRow({ periods, columns }: SeriesInputs, period: number, timeName: string, time: number): Columns {
  const before = periods.filter((own) => own < period).length;
  const past = takeRows(columns, rowNumbers(before));
  const entries = [...past.byName].map(([name, column]): [string, Column] => {
    if (column.kind === "category") return [name, { ...column, codes: Int32Array.of(...column.codes, -1) }];
    if (column.kind === "string") return [name, { ...column, values: [...column.values, null] }];
    return [name, { ...column, values: Float64Array.of(...column.values, name === timeName ? time : Number.NaN) }];
  });
  return columnsFromEntries(entries);
}

/** Real values by period. */
function actualValues(model: FittedPipeline, { tables, options }: HistoryTables): ReadonlyMap<number, number> {
  const name = options.actual ?? model.target?.name ?? "";
  const values = new Map<number, number>();
  for (const { columns, rowByPeriod } of tables) {
    const column = columns.byName.get(name);
    if (column?.kind !== "number") continue;
    for (const [period, row] of rowByPeriod) {
      const value = column.values[row] ?? Number.NaN;
      if (Number.isFinite(value)) values.set(period, value);
    }
  }
  return values;
}

function unusualValues({ inputs }: FittedPipeline, { columns }: SeriesInputs, row: number): readonly string[] {
  const own = inputs.filter(({ kind }) => kind !== "time");
  return checkValues(own, takeRows(columns, Int32Array.of(row))).map(({ message }) => message);
}

function rowObject({ byName }: Columns, row: number): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...byName].map(([name, column]) => {
      if (column.kind === "category") return [name, column.categories[column.codes[row] ?? -1] ?? null];
      const value = column.values[row] ?? null;
      if (column.kind === "string") return [name, value];
      if (typeof value !== "number" || Number.isNaN(value)) return [name, null];
      return [name, column.kind === "time" ? new Date(value) : value];
    }),
  );
}

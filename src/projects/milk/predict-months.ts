import { ArgumentError, type Columns, columnsFromEntries, getNumbers } from "cuaderno";
import type { FittedPipeline } from "cuaderno/pipeline";
import { addMonths, monthStart, monthsBetween } from "cuaderno/sources";
import { takeRows } from "cuaderno/table";
import { milkFeatures, withoutMonth } from "./features.js";
import { type MilkTables, milkMonths } from "./load.js";
import { monthsOf } from "./read-milk-file.js";
import type { MilkTableName } from "./schema.js";

/** What can be said of the price of one month. */
export interface MonthForecast {
  readonly month: string;
  /** Pesos per litre; null when a month that it needs is missing. */
  readonly predicted: number | null;
  /** The price of the month before: what costs nothing. */
  readonly lastMonth: number | null;
  /** The price as published, where it is known. */
  readonly actual: number | null;
  /** Months that the forecast needs and a table lacks, such as `2020-06 (rain, bank)`. */
  readonly missing: readonly string[];
}

/**
 * The price that a fitted model expects in each month from one to another (`2020-03`, `2020-07`; one month when `to` is left out). A forecast
 * needs the three months before in all three tables; those that are not there are listed and nothing is guessed.
 */
export function predictMonths(
  model: FittedPipeline,
  tables: Pick<MilkTables, MilkTableName>,
  from: string,
  to: string = from,
): readonly MonthForecast[] {
  const months = checkedRange(from, to);
  const features = milkFeatures(milkMonths(tables, { until: to }));
  const placeOf = new Map(Array.from(getNumbers(features, "month"), (time, row) => [time, row]));
  const known = new Map(
    (["rain", "bank", "price"] as const).map((name) => [name, new Set(monthsOf(tables[name]))] as const),
  );
  const prices = tables.price.getColumn("price").toArray() as number[];
  const priceOf = new Map(monthsOf(tables.price).map((month, row) => [month, prices[row] as number]));
  return months.map((month) => {
    const missing = [-3, -2, -1].flatMap((back) => lacking(addMonths(month, back), known));
    const row = placeOf.get(monthStart(month));
    const predicted = missing.length > 0 || row === undefined ? null : predictRow(model, features, row);
    const lastMonth = priceOf.get(addMonths(month, -1)) ?? null;
    return { month, predicted, lastMonth, actual: priceOf.get(month) ?? null, missing };
  });
}

/** The first and last month that can be predicted, or undefined when none can. */
export function predictableSpan(
  tables: Pick<MilkTables, MilkTableName>,
): { readonly first: string; readonly last: string } | undefined {
  const months = getNumbers(milkMonths(tables), "month");
  const prices = getNumbers(milkMonths(tables), "price");
  const able = Array.from(months.keys()).filter((row) =>
    [1, 2, 3].every((back) => !Number.isNaN(prices[row - back] ?? Number.NaN)),
  );
  const [first, last] = [able[0], able.at(-1)].map((row) => (row === undefined ? undefined : months[row]));
  if (first === undefined || last === undefined) return undefined;
  const text = (time: number): string => new Date(time).toISOString().slice(0, 7);
  return { first: text(first), last: text(last) };
}

function checkedRange(from: string, to: string): readonly string[] {
  const [start, end] = [monthStart(from, "predictMonths"), monthStart(to, "predictMonths")];
  if (end >= start) return monthsBetween(from, to);
  throw new ArgumentError(`predictMonths: the range ends before it begins, ${from} to ${to}; swap them`);
}

function lacking(month: string, known: ReadonlyMap<MilkTableName, ReadonlySet<string>>): readonly string[] {
  const tables = [...known].filter(([, months]) => !months.has(month)).map(([name]) => name);
  return tables.length === 0 ? [] : [`${month} (${tables.join(", ")})`];
}

function predictRow(model: FittedPipeline, features: Columns, row: number): number {
  const own = withoutMonth(takeRows(features, Int32Array.of(row)));
  const inputs = columnsFromEntries([...own.byName].filter(([name]) => name !== "price"));
  return model.predict(inputs)[0] ?? Number.NaN;
}

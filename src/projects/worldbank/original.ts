import { columnsFromEntries, gradientBoosting, pipeline, r2 } from "cuaderno";
import type { DataFrame } from "nodejs-polars";
import type { EmptyChoice } from "./statistics.js";

/** The original's regression on one indicator: R2 on the rows it learned from, which is all the original looked at, and on years it had not seen. */
export interface OriginalFit {
  readonly indicator: string;
  readonly empty: EmptyChoice;
  readonly inSample: number;
  readonly lastFiveYears: number;
}

interface Rows {
  readonly area: readonly string[];
  readonly year: Float64Array;
  readonly value: Float64Array;
}

/**
 * The original's linear regression: a level for each country and one slope over the years for all, by least squares (solved country by country,
 * which gives the coefficients that one column per country would). Judged on the rows it was fitted on, and on the last five years.
 */
export function originalLinear(observations: DataFrame, indicator: string, empty: EmptyChoice = "drop"): OriginalFit {
  return judged(observations, indicator, empty, (train) => {
    const levels = levelsOf(train);
    const slope = slopeOf(train, levels);
    return ({ area, year }) =>
      Float64Array.from(area, (one, row) => {
        const level = levels.get(one);
        return level === undefined ? Number.NaN : level.value + slope * ((year[row] as number) - level.year);
      });
  });
}

/** The original's boosted trees for access to electricity: 100 rounds on the year and the country's number, the most frequent first. */
export function originalTrees(observations: DataFrame, indicator: string): OriginalFit {
  return judged(observations, indicator, "drop", (train) => {
    const codes = byFrequency(train.area);
    const columns = (area: readonly string[], year: Float64Array, value?: Float64Array) =>
      columnsFromEntries([
        ["area", { kind: "number", values: Float64Array.from(area, (one) => codes.get(one) ?? -1) }],
        ["year", { kind: "number", values: year }],
        ...(value === undefined ? [] : [["value", { kind: "number", values: value }] as const]),
      ]);
    const training = columns(train.area, train.year, train.value);
    const trees = pipeline({
      steps: [],
      model: gradientBoosting({ rounds: 100, depth: 5, learningRate: 0.1, lambda: 0 }),
    });
    const fitted = trees.fit(training, "value");
    return ({ area, year }) => {
      const values = fitted.predict(columns(area, year));
      return values.map((value, row) => (codes.has(area[row] as string) ? value : Number.NaN));
    };
  });
}

/** Numbers for names, the one with most rows first, as the original's indexer gives them. */
function byFrequency(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const ordered = [...counts].sort(([a, many], [b, other]) => other - many || (a < b ? -1 : 1));
  return new Map(ordered.map(([name], code) => [name, code]));
}

/** A value for every row; NaN for a country that was not learned. */
type Predict = (rows: Rows) => Float64Array;

function judged(
  observations: DataFrame,
  indicator: string,
  empty: EmptyChoice,
  learn: (rows: Rows) => Predict,
): OriginalFit {
  const all = rowsOf(observations, indicator, empty);
  const last = all.year.reduce((most, year) => Math.max(most, year), 0) - 5;
  const before = part(all, (year) => year <= last);
  const after = part(all, (year) => year > last);
  return { indicator, empty, inSample: quality(all, learn(all)), lastFiveYears: quality(after, learn(before)) };
}

/** R2 over the rows that can be predicted. */
function quality(rows: Rows, predict: Predict): number {
  const predicted = predict(rows);
  const known = [...predicted.keys()].filter((row) => !Number.isNaN(predicted[row]));
  return r2(
    Float64Array.from(known, (row) => rows.value[row] as number),
    Float64Array.from(known, (row) => predicted[row] as number),
  );
}

function rowsOf(observations: DataFrame, indicator: string, empty: EmptyChoice): Rows {
  const [codes, areas, years, values] = ["INDICATOR", "REF_AREA", "TIME_PERIOD", "OBS_VALUE"].map(
    (name) => observations.getColumn(name).toArray() as unknown[],
  ) as [string[], string[], number[], (number | null)[]];
  const rows = codes.flatMap((code, row) =>
    code === indicator && (empty === "zero" || values[row] !== null) ? [row] : [],
  );
  return {
    area: rows.map((row) => areas[row] as string),
    year: Float64Array.from(rows, (row) => Number(years[row])),
    value: Float64Array.from(rows, (row) => values[row] ?? 0),
  };
}

function part({ area, year, value }: Rows, keep: (year: number) => boolean): Rows {
  const rows = [...year.keys()].filter((row) => keep(year[row] as number));
  return {
    area: rows.map((row) => area[row] as string),
    year: Float64Array.from(rows, (row) => year[row] as number),
    value: Float64Array.from(rows, (row) => value[row] as number),
  };
}

interface Level {
  readonly year: number;
  readonly value: number;
}

/** The middle of each country: its mean year and mean value. */
function levelsOf({ area, year, value }: Rows): ReadonlyMap<string, Level> {
  const sums = new Map<string, { count: number; year: number; value: number }>();
  for (const [row, one] of area.entries()) {
    const sum = sums.get(one) ?? { count: 0, year: 0, value: 0 };
    sums.set(one, {
      count: sum.count + 1,
      year: sum.year + (year[row] as number),
      value: sum.value + (value[row] as number),
    });
  }
  return new Map([...sums].map(([one, sum]) => [one, { year: sum.year / sum.count, value: sum.value / sum.count }]));
}

function slopeOf({ area, year, value }: Rows, levels: ReadonlyMap<string, Level>): number {
  let [together, alone] = [0, 0];
  for (const [row, one] of area.entries()) {
    const level = levels.get(one) as Level;
    const ahead = (year[row] as number) - level.year;
    together += ahead * ((value[row] as number) - level.value);
    alone += ahead * ahead;
  }
  return alone === 0 ? 0 : together / alone;
}

import {
  type Columns,
  columnsFromEntries,
  type Evaluation,
  evaluate,
  getNumbers,
  linear,
  type Pipeline,
  pipeline,
  randomSplit,
  repeatColumn,
  type Split,
  select,
  timeSplit,
} from "cuaderno";
import { regressionMetrics } from "cuaderno/models";
import { shuffledDatesWarning } from "cuaderno/pipeline";
import { loadPolars, takeRows, takeValues } from "cuaderno/table";
import type { TelecomTables } from "./load.js";
import type { Market } from "./market.js";

/** What the original project told its model: lines by kind, in its order. */
export const originalFeatures = ["unspecified", "controlled", "prepaid", "total"] as const;

/** What the original model is worth, judged in its way and in the order of time. */
export interface OriginalModel {
  /** Over many shuffled splits of a quarter, as the original judged it once. */
  readonly shuffled: {
    readonly splits: number;
    readonly rmse: number;
    readonly rmseSpread: number;
    readonly r2: number;
  };
  readonly inSample: { readonly rmse: number; readonly r2: number };
  /** Learned from the first four fifths of the months, tested on the last. */
  readonly linearTime: { readonly rmse: number; readonly r2: number };
  /** Last month's share on the same months. */
  readonly lastMonth: { readonly rmse: number; readonly r2: number };
  /** First month of the last fifth, in milliseconds. */
  readonly cutoff: number;
  /** What the library says about a shuffled split of these rows. */
  readonly warning: string;
  /** And about the model beside last month's share. */
  readonly verdict: string;
  /** What the model and last month's share say of each month of the last fifth. */
  readonly forecasts: {
    readonly months: readonly number[];
    readonly published: Float64Array;
    readonly linear: Float64Array;
    readonly lastMonth: Float64Array;
  };
}

/**
 * The table that the original project made for one group: its published shares, joined with its lines of the month by kind, what is missing
 * filled with 0. Filled zeros stand where no lines were published (before June 2013) and where a kind was not told apart yet.
 */
export function originalRows({ frames }: Pick<TelecomTables, "frames">, market: Market, group = "G003"): Columns {
  const pl = loadPolars();
  const kinds = frames.lines
    .filter(pl.col("group").eq(pl.lit(group)))
    .groupBy("month")
    .agg(...originalFeatures.map((name) => pl.col(name).sum().cast(pl.Float64).alias(name)))
    .withColumns(pl.col("month").cast(pl.Int64).alias("month"));
  const rowOf = new Map((kinds.getColumn("month").toArray() as unknown[]).map((month, row) => [Number(month), row]));
  const shares = market.operators.find(({ key }) => key === group)?.share ?? [];
  const rows = market.months.flatMap((month, at) => (Number.isNaN(shares[at] ?? Number.NaN) ? [] : [{ month, at }]));
  const numbers = (values: readonly number[]) => ({ kind: "number", values: Float64Array.from(values) }) as const;
  const published = rows.map(({ at }) => shares[at] ?? Number.NaN);
  return columnsFromEntries([
    ["month", { kind: "time", values: Float64Array.from(rows.map(({ month }) => month)) }],
    ...originalFeatures.map((name) => {
      const cells = kinds.getColumn(name).toArray() as (number | null)[];
      const ofRow = (month: number): number => cells[rowOf.get(month) ?? -1] ?? 0;
      return [name, numbers(rows.map(({ month }) => ofRow(month)))] as const;
    }),
    ["lastShare", numbers(published.map((_, row) => published[row - 1] ?? Number.NaN))],
    ["share", numbers(published)],
  ]);
}

/** The original's linear regression of the share on the lines, judged as the original did and in the order of time. */
export function originalModel(rows: Columns, { splits = 100 }: { readonly splits?: number } = {}): OriginalModel {
  const [months, share] = [getNumbers(rows, "month"), getNumbers(rows, "share")];
  const model = pipeline({ steps: [select({ columns: [...originalFeatures] })], model: linear() });
  const scores = Array.from({ length: splits }, (_, seed) =>
    scoreOf(
      model,
      rows,
      randomSplit(rows.rowCount, { testShare: 0.25, seed, times: months, allowShuffledDates: true }),
    ),
  );
  const cutoff = months[Math.floor(0.8 * rows.rowCount)] ?? 0;
  const split = timeSplit(months, { cutoff });
  const comparison = compareInTime(rows, split);
  const [linearTime, lastMonth] = ["linear", "last month"].map((name) => {
    const { rmse = Number.NaN, r2 = Number.NaN } = comparison.rows.find((row) => row.name === name)?.metrics ?? {};
    return { rmse, r2 };
  }) as [OriginalModel["linearTime"], OriginalModel["lastMonth"]];
  const shuffledSplit = randomSplit(rows.rowCount, { testShare: 0.25, seed: 0 });
  const test = takeRows(rows, split.test);
  return {
    shuffled: {
      splits,
      rmse: meanOf(scores.map(({ rmse }) => rmse)),
      rmseSpread: spreadOf(scores.map(({ rmse }) => rmse)),
      r2: meanOf(scores.map(({ r2 }) => r2)),
    },
    inSample: regressionMetrics(share, model.fit(rows, "share").predict(rows)),
    linearTime,
    lastMonth,
    cutoff,
    warning: shuffledDatesWarning(shuffledSplit, months) ?? "",
    verdict: comparison.verdict,
    forecasts: {
      months: [...takeValues(months, split.test)],
      published: takeValues(share, split.test),
      linear: model.fit(takeRows(rows, split.train), "share").predict(test),
      lastMonth: getNumbers(test, "lastShare"),
    },
  };
}

function compareInTime(rows: Columns, split: Split): Evaluation {
  const train = takeRows(rows, split.train);
  const last = pipeline({ model: repeatColumn({ column: "lastShare" }) });
  const model = pipeline({ steps: [select({ columns: [...originalFeatures] })], model: linear() });
  const models = { "last month": last.fit(train, "share"), linear: model.fit(train, "share") };
  return evaluate(models, takeRows(rows, split.test));
}

function scoreOf(
  model: Pipeline,
  rows: Columns,
  { train, test }: Split,
): { readonly rmse: number; readonly r2: number } {
  const fitted = model.fit(takeRows(rows, train), "share");
  return regressionMetrics(takeValues(getNumbers(rows, "share"), test), fitted.predict(takeRows(rows, test)));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

function spreadOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - 1));
}

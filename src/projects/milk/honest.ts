import {
  backtest,
  type Columns,
  crossValidate,
  getNumbers,
  holtWinters,
  linear,
  type Pipeline,
  pipeline,
  r2,
  ridge,
  rmse,
  type Split,
  select,
  standardScale,
} from "cuaderno";
import { priceFeatures, withoutMonth } from "./features.js";
import { type MilkParams, originalPipeline } from "./original.js";

/** One forecast, judged month after month, each time learned from the months before alone. */
export interface HonestLine {
  readonly name: string;
  readonly kind: "naive" | "model";
  /** On the months on which the model is chosen. */
  readonly chosenOnRmse: number;
  /** On the months after, which nothing was chosen on. */
  readonly rmse: number;
  readonly r2: number;
  /** A forecast for each month of both spans. */
  readonly forecasts: Float64Array;
}

/** The forecasts in time order. */
export interface HonestResult {
  /** Times of the judged months, the price in each, and how many at the end are the test. */
  readonly months: Float64Array;
  readonly actual: Float64Array;
  readonly testCount: number;
  readonly lines: readonly HonestLine[];
  /** The model that was best on the earlier span; its error on the later one is what may be promised. */
  readonly best: HonestLine;
  /** Last month's price. */
  readonly naive: HonestLine;
  /** In one sentence. */
  readonly verdict: string;
}

/**
 * Forecasts of the last 30 months, one month ahead, from rolling origins: models are chosen on the first 15 and judged on the last 15,
 * with last month's price and the price of a year ago beside them. `prices` is the whole price series up to the last row's month.
 */
export function honestModels(
  rows: Columns,
  prices: Float64Array,
  original: MilkParams,
  { testCount = 15, seed = 1 }: { readonly testCount?: number; readonly seed?: number } = {},
): HonestResult {
  const features = withoutMonth(rows);
  const price = getNumbers(rows, "price");
  const first = rows.rowCount - 2 * testCount;
  const folds = Array.from(
    { length: 2 * testCount },
    (_, step): Split => ({
      train: Int32Array.from({ length: first + step }, (_none, row) => row),
      test: Int32Array.of(first + step),
    }),
  );
  const actual = price.slice(first);
  const line = (name: string, kind: HonestLine["kind"], forecasts: Float64Array): HonestLine => {
    const spans = [
      [actual.subarray(0, testCount), forecasts.subarray(0, testCount)],
      [actual.subarray(testCount), forecasts.subarray(testCount)],
    ] as const;
    return {
      name,
      kind,
      chosenOnRmse: rmse(...spans[0]),
      rmse: rmse(...spans[1]),
      r2: r2(...spans[1]),
      forecasts,
    };
  };
  const series = backtest(prices, {
    models: { "Holt-Winters": holtWinters({ period: 12 }) },
    period: 12,
    first: prices.length - 2 * testCount,
  });
  const seriesNames: Readonly<Record<string, string>> = { lastValue: "last month", lastSeason: "same month last year" };
  const lines = [
    ...series.rows.map(({ name, kind, forecasts }) =>
      line(
        seriesNames[name] ?? name,
        kind === "baseline" ? "naive" : "model",
        Float64Array.from(forecasts, ([value]) => value ?? Number.NaN),
      ),
    ),
    ...Object.entries(candidates(original, seed)).map(([name, own]) => {
      const { predictions } = crossValidate(own, { table: features, target: "price", folds });
      return line(name, "model", predictions.slice(first));
    }),
  ];
  const naive = lines.find(({ name }) => name === "last month") as HonestLine;
  const best = lines
    .filter(({ kind }) => kind === "model")
    .reduce((least, own) => (own.chosenOnRmse < least.chosenOnRmse ? own : least));
  const months = getNumbers(rows, "month").slice(first);
  return { months, actual, testCount, lines, best, naive, verdict: verdictOf(best, naive) };
}

function candidates(original: MilkParams, seed: number): Readonly<Record<string, Pipeline>> {
  const few = [standardScale(), select({ columns: [...priceFeatures] })];
  return {
    "ridge on the price's own past": pipeline({ steps: few, model: ridge({ alpha: 1 }) }),
    "line through last month's price": pipeline({ steps: [select({ columns: ["price_lag1"] })], model: linear() }),
    "original model, in time order": originalPipeline(original, seed),
    "ridge on all 141 columns": pipeline({ steps: [standardScale()], model: ridge({ alpha: 0.1 }) }),
  };
}

function verdictOf(best: HonestLine, naive: HonestLine): string {
  const start = `in time order "${best.name}" has RMSE ${best.rmse.toFixed(2)}, last month's price ${naive.rmse.toFixed(2)}`;
  if (best.rmse >= naive.rmse) return `${start}; the model is no better than repeating last month`;
  return `${start}; the model is ${(100 * (1 - best.rmse / naive.rmse)).toFixed(1)} % better`;
}

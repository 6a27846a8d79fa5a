import { type Columns, columnsFromEntries, getNumbers, lags, rolling } from "cuaderno";
import { takeRows } from "cuaderno/table";
import { economy, regions } from "./schema.js";

/** Every column whose past a model may see, the price among them. */
export const sources: readonly string[] = [...regions, ...economy, "price"];

/** The features of the price alone: its last value, and mean and standard deviation of the last three. */
export const priceFeatures = ["price_mean3", "price_deviation3", "price_lag1"] as const;

/**
 * What is known of the months before each month, 141 columns: of every source mean and standard deviation over the three months before
 * (from one value on, as in the original project) and the value of the month before. Beside them `month` and the `price` to predict.
 */
export function milkFeatures(months: Columns): Columns {
  const steps = [
    rolling({ columns: sources, window: 3, minimumCount: 1, statistics: ["mean", "deviation"], orderBy: "month" }),
    lags({ columns: sources, lags: [1], orderBy: "month" }),
  ];
  const made = steps.reduce((rows, step) => step.fit(rows).transform(rows), months);
  return columnsFromEntries([...made.byName].filter(([name]) => name === "price" || !sources.includes(name)));
}

/** The rows that a model can learn from and be judged on: price and every feature known. */
export function completeRows(features: Columns): Columns {
  const all = [...features.byName.keys()].map((name) => getNumbers(features, name));
  const whole = Int32Array.from({ length: features.rowCount }, (_, row) => row).filter((row) =>
    all.every((values) => !Number.isNaN(values[row])),
  );
  return takeRows(features, whole);
}

/** The rows without the column `month`, which is no feature. */
export function withoutMonth(features: Columns): Columns {
  return columnsFromEntries([...features.byName].filter(([name]) => name !== "month"));
}

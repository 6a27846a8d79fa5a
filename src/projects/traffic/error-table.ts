import type { Table } from "cuaderno";
import type { YearError } from "./evaluate.js";

/** What each forecast is called in words. */
const titles: Readonly<Record<string, string>> = {
  hour_mean: "mean of the hour",
  hour_weekday_mean: "mean of hour and weekday",
  model: "tuned trees",
  model_holiday: "tuned trees, holiday over the day",
};

/** RMSE of each forecast in each year, a row per forecast. */
export function errorTable(errors: readonly YearError[], caption?: string): Table {
  const years = [...new Set(errors.map(({ year }) => year))];
  const models = [...new Set(errors.map(({ model }) => model))];
  return {
    kind: "table",
    columns: ["forecast", ...years.map((year) => ({ name: String(year), unit: "vehicles/h", decimals: 2 }))],
    rows: models.map((model) => [
      titles[model] ?? model,
      ...years.map((year) => errors.find((error) => error.model === model && error.year === year)?.rmse ?? null),
    ]),
    ...(caption === undefined ? {} : { caption }),
  };
}

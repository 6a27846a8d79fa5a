import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drop } from "../features/selection/drop.js";
import { rolling } from "../features/time/rolling.js";
import { openDataset } from "../io/datasets/open-dataset.js";
import { ridge } from "../models/linear/ridge.js";
import type { FittedPipeline } from "../pipeline/fitted-pipeline.js";
import { pipeline } from "../pipeline/pipeline.js";
import type { HistoryOptions } from "../server/history/history-options.js";
import { type Columns, columnsFromEntries } from "../table/columns.js";
import { column } from "../table/schema/column.js";
import { schema, type TableSchema } from "../table/schema/schema.js";
import { toFrame } from "../table/to-frame.js";

/** Prices by month, as files have them. */
export const prices: TableSchema = schema(
  "prices",
  {
    month: column.datetime({ source: "date", format: "%Y-%m-%d" }),
    price: column.number({ unit: "peso", min: 0, max: 10_000 }),
  },
  { key: ["month"] },
);

/** Rain by month. */
const rains: TableSchema = schema(
  "rains",
  { month: column.datetime({ format: "%Y-%m-%d" }), rain: column.number({ unit: "mm", min: 0, max: 1_000 }) },
  { key: ["month"] },
);

/** First moment of a month that is counted from January 2015. */
export function monthTime(index: number): number {
  return Date.UTC(2015, index);
}

/** The price of a month that is counted from January 2015. */
export function priceAt(index: number): number {
  return Math.round(100 * (200 + index + 10 * Math.sin(index / 2))) / 100;
}

function rainAt(index: number): number {
  return 50 + ((index * 7) % 31);
}

/** Prices of the first months as columns. */
function priceColumns(count: number): Columns {
  const rows = Array.from({ length: count }, (_, index) => index);
  return columnsFromEntries([
    ["month", { kind: "time", values: Float64Array.from(rows, monthTime) }],
    ["price", { kind: "number", values: Float64Array.from(rows, priceAt) }],
  ]);
}

/** A model that predicts the price of the next month from three months of prices, and from rain where `withRain` is set. */
export function priceModel({ withRain = false }: { readonly withRain?: boolean } = {}): FittedPipeline {
  const { byName } = priceColumns(48);
  const rows = Array.from({ length: 48 }, (_, index) => index);
  const table = columnsFromEntries([
    ...byName,
    ...(withRain ? [["rain", { kind: "number", values: Float64Array.from(rows, rainAt) }] as const] : []),
    ["next_price", { kind: "number", values: Float64Array.from(rows, (row) => priceAt(row + 1)) }],
  ]);
  const past = rolling({
    columns: ["price"],
    window: 3,
    statistics: ["mean"],
    minimumCount: 1,
    orderBy: "month",
    includeRow: true,
  });
  return pipeline({ steps: [past, drop({ columns: ["month"] })], model: ridge({ alpha: 0.1 }), schema: prices }).fit(
    table,
    "next_price",
  );
}

/** Datasets of 60 months of prices, and of rain without the months that are left out. */
export async function priceHistory(leftOut: readonly number[] = []): Promise<HistoryOptions> {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-series-"));
  const rows = Array.from({ length: 60 }, (_, index) => index).filter((index) => !leftOut.includes(index));
  const rain = columnsFromEntries([
    ["month", { kind: "time", values: Float64Array.from(rows, monthTime) }],
    ["rain", { kind: "number", values: Float64Array.from(rows, rainAt) }],
  ]);
  await (await openDataset(join(folder, "price"), prices)).append(toFrame(priceColumns(60)));
  await (await openDataset(join(folder, "rain"), rains)).append(toFrame(rain));
  return {
    datasets: { price: { uri: join(folder, "price") }, rain: { uri: join(folder, "rain") } },
    ...{ time: "month", period: "month", horizon: 1, actual: "price" },
  };
}

import {
  type Columns,
  type DatasetDrift,
  type DatasetDriftOptions,
  datasetDrift,
  getNumbers,
  r2,
  rmse,
} from "cuaderno";
import type { FittedPipeline } from "cuaderno/pipeline";
import { takeRows } from "cuaderno/table";
import { completeRows, milkFeatures, sources, withoutMonth } from "./features.js";
import { commonMonths, type MilkTables, milkMonths } from "./load.js";
import type { MilkTableName } from "./schema.js";

/** How model and data stood after a change of the tables. */
export interface HistoryEntry {
  readonly versions: Readonly<Record<MilkTableName, number>>;
  /** First and last month that all three tables have. */
  readonly first: string;
  readonly last: string;
  /** Months that the model was judged on: all that are complete. */
  readonly months: number;
  readonly rmse: number;
  readonly r2: number;
  /** Last month's price on the same months. */
  readonly naiveRmse: number;
  /** Columns whose last twelve months differ from the months before, and how many were compared. */
  readonly driftedColumns: readonly string[];
  readonly comparedColumns: number;
}

const key = "history.json";

/** What was kept after each change, oldest first. */
export async function readHistory({ folder }: Pick<MilkTables, "folder">): Promise<readonly HistoryEntry[]> {
  const { refined } = folder;
  if ((await refined.stat(key)) === undefined) return [];
  return JSON.parse(new TextDecoder().decode(await refined.read(key))) as HistoryEntry[];
}

/**
 * Judges the model on every complete month and compares the last twelve months with those before; the result is added to the history when
 * the tables have changed since its last entry.
 */
export async function recordHistory(tables: MilkTables, model: FittedPipeline): Promise<readonly HistoryEntry[]> {
  const history = await readHistory(tables);
  const entry = historyEntry(tables, model);
  if (JSON.stringify(history.at(-1)?.versions) === JSON.stringify(entry.versions)) return history;
  const next = [...history, entry];
  await tables.folder.refined.write(key, new TextEncoder().encode(`${JSON.stringify(next, null, 1)}\n`));
  return next;
}

function historyEntry(tables: MilkTables, model: FittedPipeline): HistoryEntry {
  const rows = completeRows(milkFeatures(milkMonths(tables)));
  const actual = getNumbers(rows, "price");
  const predicted = model.predict(withoutMonth(rows));
  const common = commonMonths(tables);
  const { driftedColumns, columns } = milkDrift(tables);
  return {
    versions: tables.versions,
    first: common[0] ?? "",
    last: common.at(-1) ?? "",
    months: rows.rowCount,
    rmse: rmse(actual, predicted),
    r2: r2(actual, predicted),
    naiveRmse: rmse(actual, getNumbers(rows, "price_lag1")),
    driftedColumns,
    comparedColumns: columns.length,
  };
}

/**
 * How far rain, economy and price of the last twelve months are from the months before, by the test that suits each column, or by the one
 * that is named.
 */
export function milkDrift(
  tables: Pick<MilkTables, MilkTableName>,
  options: Pick<DatasetDriftOptions, "method"> = {},
): DatasetDrift {
  const months = milkMonths(tables, { reading: "correct" });
  const price = getNumbers(months, "price");
  const known = Int32Array.from(price.keys()).filter((row) => !Number.isNaN(price[row]));
  const part = (rows: Int32Array): Columns => takeRows(months, rows);
  return datasetDrift(part(known.subarray(0, -12)), part(known.subarray(-12)), { columns: sources, ...options });
}

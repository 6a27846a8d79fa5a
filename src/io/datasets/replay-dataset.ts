import type { DataFrame } from "nodejs-polars";
import { checkOptionNames } from "../../core/check-option-names.js";
import { ArgumentError, NotFoundError } from "../../core/errors.js";
import { parseUtcTime } from "../../core/parse-utc-time.js";
import { loadPolars } from "../../table/load-polars.js";
import type { TableSchema } from "../../table/schema/schema.js";
import { findCurrent } from "./append-dataset.js";
import { openDatasetFor } from "./open-dataset.js";

/** Lengths of a period of `replayDataset`. */
export const replayPeriods = ["day", "week", "month", "quarter", "year"] as const;

/** How history is replayed. */
export interface ReplayDatasetOptions {
  /** The new dataset. */
  readonly to: string;
  /** Length of a period. @default "month" */
  readonly by?: (typeof replayPeriods)[number] | undefined;
  /** Column of times, or of strings such as 2026-03. @default the only datetime column, else the only such string */
  readonly time?: string | undefined;
  /** Maximum number of periods to append; the next call goes on behind them. @default all */
  readonly periods?: number | undefined;
  /** Called after each period. */
  readonly onPeriod?: ((period: ReplayedPeriod) => void | Promise<void>) | undefined;
}

/** A period that was appended. */
export interface ReplayedPeriod {
  /** Such as `2026-03`. */
  readonly period: string;
  readonly rows: number;
  /** Version of the new dataset. */
  readonly version: number;
}

/** What was replayed. */
export interface DatasetReplay {
  readonly kind: "replay";
  readonly to: string;
  readonly periods: readonly ReplayedPeriod[];
  /** Periods that are left. */
  readonly left: number;
}

const optionNames = ["to", "by", "time", "periods", "onPeriod"];

/**
 * Feeds the history of a dataset into a new one, a version for each period in order, so that schedules, drift and
 * retraining can be tried on data that arrives. Periods that the new dataset has already are passed over: a replay can
 * be continued.
 *
 * @throws NotFoundError for a dataset without a version.
 * @throws ArgumentError without a column of times.
 * @example (await replayDataset("data/prices", { to: "data/live", by: "month", periods: 1 })).left
 */
export async function replayDataset(uri: string, options: ReplayDatasetOptions): Promise<DatasetReplay> {
  checkOptionNames("replayDataset", options, optionNames);
  const { to, by = "month", periods: most = Number.POSITIVE_INFINITY, onPeriod } = options;
  const manifest = await findCurrent(uri);
  if (manifest === undefined) throw new NotFoundError(`replayDataset: ${uri} has no version yet; append rows first`);
  const schema = manifest.definition;
  if (schema === undefined) {
    throw new ArgumentError(`replayDataset: ${uri} was written by an older version; append to it once, then replay it`);
  }
  const rows = await (await openDatasetFor("replayDataset", uri, schema)).read();
  const periods = groupByPeriod(rows, findTime(schema, rows, options.time), by);
  const target = await openDatasetFor("replayDataset", to, schema, { partitionBy: manifest.partitionBy });
  const done = new Set((await target.manifest())?.loads ?? []);
  const waiting = [...periods.keys()].filter((period) => !done.has(loadId(by, period))).sort();
  const replayed: ReplayedPeriod[] = [];
  for (const period of waiting.slice(0, most)) {
    const part = takeRows(rows, periods.get(period) ?? []);
    const { number } = await target.append(part, { loadId: loadId(by, period), sources: [uri] });
    const one = { period, rows: part.height, version: number };
    replayed.push(one);
    await onPeriod?.(one);
  }
  return { kind: "replay", to, periods: replayed, left: waiting.length - replayed.length };
}

function loadId(by: string, period: string): string {
  return `replay ${by} ${period}`;
}

function findTime(schema: TableSchema, rows: DataFrame, chosen: string | undefined): string {
  const names = Object.keys(schema.columns);
  if (chosen !== undefined) {
    if (names.includes(chosen)) return chosen;
    throw new ArgumentError(`replayDataset: time: no column "${chosen}"; the dataset has ${names.join(", ")}`);
  }
  const isDated = (name: string): boolean => /^\d{4}-\d\d/.test(String(rows.getColumn(name).get(0)));
  const times = names.filter((name) => schema.columns[name]?.kind === "datetime");
  const strings = names.filter((name) => /string|category/.test(schema.columns[name]?.kind ?? "") && isDated(name));
  const found = times.length > 0 ? times : strings;
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const problem = found.length === 0 ? "the dataset has no column of times" : `${found.join(", ")} are times`;
  throw new ArgumentError(`replayDataset: ${problem}; name one as time`);
}

/** Row indexes of each period, by its name. */
function groupByPeriod(rows: DataFrame, time: string, by: (typeof replayPeriods)[number]): Map<string, number[]> {
  const cells = rows.getColumn(time).toArray() as readonly (number | bigint | string | null)[];
  const periods = new Map<string, number[]>();
  cells.forEach((cell, row) => {
    if (cell === null) return;
    const date = new Date(
      typeof cell === "string"
        ? (parseUtcTime(/^\d{4}-\d\d$/.test(cell) ? `${cell}-01` : cell) ?? Number.NaN)
        : Number(cell),
    );
    if (Number.isNaN(date.getTime())) {
      throw new ArgumentError(
        `replayDataset: column "${time}": expected a date, got "${String(cell)}" in row ${row + 1}; fix the cell or remove the row`,
      );
    }
    const period = periodName(date, by);
    const list = periods.get(period);
    if (list === undefined) periods.set(period, [row]);
    else list.push(row);
  });
  return periods;
}

const dayMs = 86_400_000;

function periodName(date: Date, by: (typeof replayPeriods)[number]): string {
  const text = date.toISOString();
  switch (by) {
    case "day":
      return text.slice(0, 10);
    case "week":
      return new Date(date.getTime() - ((date.getUTCDay() + 6) % 7) * dayMs).toISOString().slice(0, 10);
    case "month":
      return text.slice(0, 7);
    case "quarter":
      return `${text.slice(0, 4)}-Q${Math.floor(date.getUTCMonth() / 3) + 1}`;
    case "year":
      return text.slice(0, 4);
  }
}

function takeRows(rows: DataFrame, indexes: readonly number[]): DataFrame {
  const pl = loadPolars();
  const marks = new Uint8Array(rows.height);
  for (const index of indexes) marks[index] = 1;
  return rows
    .withColumns(pl.Series("\u0000taken", marks))
    .filter(pl.col("\u0000taken").eq(pl.lit(1)))
    .drop("\u0000taken");
}

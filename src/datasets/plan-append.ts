import type { DataFrame } from "nodejs-polars";
import { ArgumentError } from "../core/errors.js";
import { loadPolars } from "../table/load-polars.js";
import type { TableSchema } from "../table/schema/schema.js";
import type { AppendHistory } from "./append-history.js";
import { cellText } from "./cell-text.js";
import type { UnusualValue } from "./unusual-values.js";

/** A row that cannot be inserted, by its key. */
export interface RefusedRow {
  /** Key of the row, such as `month=2026-03`, or where it is in the file. */
  readonly row: string;
  readonly reason: string;
}

/** What appending rows would do. */
export interface AppendPlan {
  /** Rows to insert or to update. */
  readonly rows: DataFrame;
  readonly inserted: number;
  /** Rows whose key the history has with other values, and that replace them. */
  readonly updated: number;
  /** Rows that the history or the file itself has already, with the same values. */
  readonly duplicates: number;
  readonly refused: readonly RefusedRow[];
  readonly unusual: readonly UnusualValue[];
}

/** How rows are appended. */
export interface AppendRules {
  /** Rows with unusual values are inserted too. @default false */
  readonly accept?: boolean | undefined;
  /** Rows whose key exists with other values replace them; otherwise they are refused. @default false */
  readonly update?: boolean | undefined;
}

/** The key of a schema that rows are appended by. */
export function appendKey(schema: TableSchema): string[] {
  if (schema.key.length > 0) return [...schema.key];
  throw new ArgumentError(
    `appendDataset: schema "${schema.name}" has no key, so duplicates cannot be found; give it one`,
  );
}

/** Sorts new rows into those to insert, duplicates, refused and unusual ones; nothing is written. */
export function planAppend(
  rows: DataFrame,
  history: Pick<AppendHistory, "rows" | "values"> | undefined,
  schema: TableSchema,
  { accept = false, update = false }: AppendRules = {},
): AppendPlan {
  const key = appendKey(schema);
  const refused: RefusedRow[] = [];
  const refuse = (frame: DataFrame, reason: string): void =>
    void refused.push(...rowKeys(frame, key).map((row) => ({ row, reason })));
  const pl = loadPolars();
  const names = Object.keys(schema.columns);
  const distinct = rows.select(...names).unique({ keep: "first", maintainOrder: true });
  const isComplete = key.map((name) => pl.col(name).isNotNull()).reduce((all, one) => all.and(one));
  refuse(distinct.filter(isComplete.not()), "a cell of the key is missing");
  const complete = distinct.filter(isComplete);
  const counts = complete.groupBy(...key).agg(pl.len().alias("\u0000rows"));
  const repeated = counts.filter(pl.col("\u0000rows").gt(pl.lit(1))).select(...key);
  refuse(complete.join(repeated, { on: key, how: "semi" }), "the file has this key with several values");
  const single = complete.join(repeated, { on: key, how: "anti" });
  const known = history === undefined ? single.head(0) : equalRows(single, history.rows, names, key);
  const left = single.join(known, { on: key, how: "anti" });
  const keys = (history?.rows ?? rows.head(0)).select(...key);
  const changed = left.join(keys, { on: key, how: "semi" });
  if (!update) refuse(changed, "the dataset has this key with other values; pass update to replace them");
  const candidates = update ? left : left.join(keys, { on: key, how: "anti" });
  const found = history?.values.findUnusual(candidates) ?? [];
  const unusualRows = new Set(found.map(({ index }) => index));
  const marks = Uint8Array.from({ length: candidates.height }, (_, index) => Number(!accept && unusualRows.has(index)));
  const accepted = candidates
    .withColumns(pl.Series("\u0000left", marks))
    .filter(pl.col("\u0000left").eq(pl.lit(0)))
    .drop("\u0000left");
  const updated = accepted.join(keys, { on: key, how: "semi" }).height;
  const labels = rowKeys(candidates, key);
  return {
    rows: accepted,
    inserted: accepted.height - updated,
    updated,
    duplicates: rows.height - distinct.height + known.height,
    refused,
    unusual: found.map(({ index, ...value }) => ({ row: labels[index] ?? "", ...value })),
  };
}

/**
 * Keys of the rows that the history has with the same values; grouping treats missing cells as equal, joining does not.
 */
function equalRows(rows: DataFrame, history: DataFrame, names: readonly string[], key: string[]): DataFrame {
  const pl = loadPolars();
  const marked = (frame: DataFrame, side: number): DataFrame =>
    frame.select(...names).withColumns(pl.lit(side).cast(pl.Int32).alias("\u0000side"));
  const before = history.join(rows.select(...key), { on: key, how: "semi" });
  if (before.height === 0) return rows.head(0).select(...key);
  return pl
    .concat([marked(rows, 0), marked(before, 1)])
    .groupBy(...names)
    .agg(pl.col("\u0000side").nUnique().alias("\u0000sides"))
    .filter(pl.col("\u0000sides").eq(pl.lit(2)))
    .select(...key);
}

/** Each row's key as text, such as `month=2026-03, shop=north`. */
function rowKeys(frame: DataFrame, key: readonly string[]): readonly string[] {
  const columns = key.map((name) => {
    const cells = frame.getColumn(name);
    const isTime = /^Datetime/.test(cells.dtype.variant);
    return { name, cells: cells.toArray() as readonly unknown[], isTime };
  });
  return Array.from({ length: frame.height }, (_, row) =>
    columns.map(({ name, cells, isTime }) => `${name}=${cellText(cells[row], isTime)}`).join(", "),
  );
}

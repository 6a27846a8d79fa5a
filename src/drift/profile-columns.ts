import { type Column, type Columns, columnsFromEntries } from "../table/columns.js";
import type { TableSource } from "../table/frame-like.js";
import { columnsFor } from "../table/to-columns.js";
import { type ColumnProfile, labelGroup, type TableProfile } from "./table-profile.js";

/** A profile of more rows is compared as one of this number of rows with the same shares. */
const mostRows = 100_000;

/** Both sides of a comparison as columns; each may be a profile. */
export function comparedColumns(
  caller: string,
  reference: TableSource | TableProfile,
  current: TableSource | TableProfile,
): {
  readonly reference: Columns;
  readonly current: Columns;
  readonly referenceRows: number;
  readonly currentRows: number;
} {
  const [before, now] = [toSide(caller, reference), toSide(caller, current)];
  return {
    reference: withGroups(before.columns, isProfile(current) ? current : undefined),
    current: withGroups(now.columns, isProfile(reference) ? reference : undefined),
    referenceRows: before.rows,
    currentRows: now.rows,
  };
}

/** Whether a side of a comparison is a profile. */
export function isProfile(side: TableSource | TableProfile): side is TableProfile {
  return "kind" in side && side.kind === "table-profile";
}

function toSide(
  caller: string,
  side: TableSource | TableProfile,
): { readonly columns: Columns; readonly rows: number } {
  if (!isProfile(side)) {
    const columns = columnsFor(caller, side);
    return { columns, rows: columns.rowCount };
  }
  const rows = Math.min(side.rows, mostRows);
  const entries = Object.entries(side.columns).map(([name, own]) => [name, toColumn(own, side.rows, rows)] as const);
  return { columns: columnsFromEntries(entries), rows: side.rows };
}

/** Labels in the groups of the other side's profile, where that has groups. */
function withGroups(columns: Columns, profile: TableProfile | undefined): Columns {
  if (profile === undefined) return columns;
  return columnsFromEntries(
    [...columns.byName].map(([name, column]) => [name, withLabelGroups(column, profile.columns[name])] as const),
  );
}

/** Rows with the shares of a profile; what is missing comes last. */
function toColumn(profile: ColumnProfile, all: number, rows: number): Column {
  switch (profile.kind) {
    case "time":
      return { kind: "time", values: new Float64Array(rows).fill(Number.NaN) };
    case "text":
      return { kind: "string", values: Array.from({ length: rows }, (_, row) => `text ${row}`) };
    case "number": {
      const values = new Float64Array(rows).fill(Number.NaN);
      fillShares(profile.counts, all, rows, (index, from, to) => values.fill(profile.values[index] ?? 0, from, to));
      return { kind: "number", values };
    }
    case "category": {
      const codes = new Int32Array(rows).fill(-1);
      const categories = Object.keys(profile.labels);
      fillShares(Object.values(profile.labels), all, rows, (index, from, to) => codes.fill(index, from, to));
      return { kind: "category", codes, categories };
    }
  }
}

function fillShares(
  counts: readonly number[],
  all: number,
  rows: number,
  fill: (index: number, from: number, to: number) => void,
): void {
  let before = 0;
  counts.forEach((count, index) => {
    fill(index, Math.round((before / all) * rows), Math.round(((before + count) / all) * rows));
    before += count;
  });
}

/** Labels in the groups of the profile, where it has groups. */
function withLabelGroups(column: Column, profile: ColumnProfile | undefined): Column {
  if (profile?.kind !== "category" || !profile.grouped) return column;
  if (column.kind === "category") return { ...column, categories: column.categories.map(labelGroup) };
  if (column.kind !== "string") return column;
  return { kind: "string", values: column.values.map((value) => (value === null ? null : labelGroup(value))) };
}

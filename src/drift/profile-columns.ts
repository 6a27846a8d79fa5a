import { type Column, type Columns, columnsFromEntries } from "../table/columns.js";
import type { TableSource } from "../table/frame-like.js";
import { columnsFor } from "../table/to-columns.js";
import { type ColumnProfile, labelGroup, type TableProfile } from "./profile.js";

/** A profile of more rows is compared as one of this number of rows with the same shares. */
const mostRows = 100_000;

/** Both sides of a comparison as columns; a reference may be a profile. */
export function comparedColumns(
  caller: string,
  reference: TableSource | TableProfile,
  currentTable: TableSource,
): { readonly reference: Columns; readonly current: Columns; readonly referenceRows: number } {
  const current = columnsFor(caller, currentTable);
  if (!isProfile(reference)) {
    const columns = columnsFor(caller, reference);
    return { reference: columns, current, referenceRows: columns.rowCount };
  }
  const rows = Math.min(reference.rows, mostRows);
  const entries = Object.entries(reference.columns);
  return {
    reference: columnsFromEntries(entries.map(([name, own]) => [name, toColumn(own, reference.rows, rows)] as const)),
    current: columnsFromEntries(
      [...current.byName].map(([name, column]) => [name, withGroups(column, reference.columns[name])] as const),
    ),
    referenceRows: reference.rows,
  };
}

function isProfile(reference: TableSource | TableProfile): reference is TableProfile {
  return "kind" in reference && reference.kind === "table-profile";
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
function withGroups(column: Column, profile: ColumnProfile | undefined): Column {
  if (profile?.kind !== "category" || !profile.grouped) return column;
  if (column.kind === "category") return { ...column, categories: column.categories.map(labelGroup) };
  if (column.kind !== "string") return column;
  return { kind: "string", values: column.values.map((value) => (value === null ? null : labelGroup(value))) };
}

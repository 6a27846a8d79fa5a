import type { TableShape } from "./output-parts.js";

/** A sentence on a table that has other rows or columns. */
export interface TableChange {
  readonly kind: "table";
  readonly message: string;
}

/** How the shape of a table changed. */
export function tableChanges(before: TableShape, after: TableShape): readonly TableChange[] {
  const changes: string[] = [];
  if (before.rows !== after.rows) changes.push(`${after.rows} rows, had ${before.rows}`);
  const removed = before.columns.filter((name) => !after.columns.includes(name));
  const added = after.columns.filter((name) => !before.columns.includes(name));
  if (removed.length > 0) changes.push(`without column ${quoted(removed)}`);
  if (added.length > 0) changes.push(`with new column ${quoted(added)}`);
  return changes.map((message) => ({ kind: "table", message: `the table: ${message}` }));
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}

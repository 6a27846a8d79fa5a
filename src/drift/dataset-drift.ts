import { ArgumentError } from "../core/errors.js";
import type { TableSource } from "../table/frame-like.js";
import { columnsFor } from "../table/to-columns.js";
import { type ColumnDrift, type ColumnDriftOptions, measurePair } from "./column-drift.js";
import { columnsOnlyIn, preparedColumns, type SkippedColumn } from "./prepared-columns.js";
import { samplePair } from "./sample-pair.js";

/** How far a table has moved from its reference, column by column. */
export interface DatasetDrift {
  readonly kind: "dataset-drift";
  /** Every compared column, in the order of the reference. */
  readonly columns: readonly NamedColumnDrift[];
  readonly driftedColumns: readonly string[];
  /** Drifted columns / compared columns; 0 when none could be compared. */
  readonly driftedShare: number;
  /** The share of drifted columns at which the table has drifted. */
  readonly share: number;
  readonly drifted: boolean;
  readonly referenceRows: number;
  readonly currentRows: number;
  /** Columns of both tables that could not be compared, and why. */
  readonly skipped: readonly SkippedColumn[];
  readonly onlyInReference: readonly string[];
  readonly onlyInCurrent: readonly string[];
}

/** The drift of a column that has a name. */
export interface NamedColumnDrift extends ColumnDrift {
  readonly column: string;
}

export interface DatasetDriftOptions extends ColumnDriftOptions {
  /** Default: every column that both tables have. */
  readonly columns?: readonly string[] | undefined;
  /** Settings for single columns, before those for all. */
  readonly byColumn?: Readonly<Record<string, ColumnDriftOptions>> | undefined;
  /** Default 0.5. */
  readonly share?: number | undefined;
}

/**
 * How far a table has moved from its reference: `columnDrift` of every column, and whether at least the share of them
 * drifted. Columns without values, times and free text are listed with the reason, and columns that only one table has
 * are named.
 *
 * @example
 * const drift = datasetDrift(train, test, { columns: ["temperature", "clouds"] });
 * drift.drifted; // whether at least half of the columns drifted
 */
export function datasetDrift(
  referenceTable: TableSource,
  currentTable: TableSource,
  { columns: names, byColumn = {}, share = 0.5, ...common }: DatasetDriftOptions = {},
): DatasetDrift {
  const caller = "datasetDrift";
  if (!(share > 0 && share <= 1))
    throw new ArgumentError(`${caller}: share must be above 0 and at most 1, got ${share}`);
  const reference = columnsFor(caller, referenceTable);
  const current = columnsFor(caller, currentTable);
  const columns: NamedColumnDrift[] = [];
  const skipped: SkippedColumn[] = [];
  for (const prepared of preparedColumns(reference, current, { caller, names })) {
    const { column } = prepared;
    if ("reason" in prepared) {
      skipped.push(prepared);
      continue;
    }
    const subject = `${caller}: column "${column}"`;
    const pair = samplePair(prepared.reference, prepared.current, subject);
    columns.push({ column, ...measurePair(pair, { ...common, ...byColumn[column] }, subject) });
  }
  const driftedColumns = columns.filter(({ drifted }) => drifted).map(({ column }) => column);
  const driftedShare = columns.length === 0 ? 0 : driftedColumns.length / columns.length;
  return {
    kind: "dataset-drift",
    columns,
    driftedColumns,
    driftedShare,
    share,
    drifted: driftedShare >= share,
    referenceRows: reference.rowCount,
    currentRows: current.rowCount,
    skipped,
    onlyInReference: columnsOnlyIn(reference, current),
    onlyInCurrent: columnsOnlyIn(current, reference),
  };
}

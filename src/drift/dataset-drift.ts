import { ArgumentError } from "../core/errors.js";
import type { Columns } from "../table/columns.js";
import type { TableSource } from "../table/frame-like.js";
import {
  type ColumnDrift,
  type ColumnDriftOptions,
  decideColumns,
  type MeasuredColumn,
  measurePair,
} from "./column-drift.js";
import { type DriftLevel, levelSeverity, worstLevel } from "./drift-level.js";
import { columnsOnlyIn, preparedColumns, type SkippedColumn } from "./prepared-columns.js";
import { comparedColumns } from "./profile-columns.js";
import { samplePair } from "./sample-pair.js";
import type { TableProfile } from "./table-profile.js";

/** How far a table has moved from its reference, column by column. */
export interface DatasetDrift {
  readonly kind: "dataset-drift";
  /** The verdict of the table: the worst level of its columns and findings; with `share`, `fail` or `none`. */
  readonly level: DriftLevel;
  /** The level as a number, for a metric that a flow compares (`when: drift >= fail`): fail 2, warn 1, else 0. */
  readonly severity: 0 | 1 | 2;
  /** Every compared column, in the order of the reference. */
  readonly columns: readonly NamedColumnDrift[];
  /** Columns that vanished, are new, or have lost all of their values; they count for the verdict. */
  readonly findings: readonly DriftFinding[];
  /** Compared columns that drifted, and those of `findings`. */
  readonly driftedColumns: readonly string[];
  /** Drifted columns / all columns of `columns` and `findings`; 0 when there are none. */
  readonly driftedShare: number;
  /** The share of drifted columns at which the table has drifted, where that decides. */
  readonly share?: number | undefined;
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

/** A change of a column that has no values to compare. */
export interface DriftFinding {
  readonly column: string;
  readonly level: DriftLevel;
  readonly reason: string;
}

export interface DatasetDriftOptions extends ColumnDriftOptions {
  /** Default: every column that both tables have. */
  readonly columns?: readonly string[] | undefined;
  /** Settings for single columns, before those for all. */
  readonly byColumn?: Readonly<Record<string, ColumnDriftOptions>> | undefined;
  /**
   * The table has drifted when this share of the compared columns has, and by nothing else.
   * @default the worst level decides; 0.5 with `defaults: "evidently"`
   */
  readonly share?: number | undefined;
}

/**
 * How far a table has moved from its reference: `columnDrift` of every column, decided together, so that a table
 * without drift gets a warning in at most 1 of 100 cases (`alpha`). Columns that vanished, are new or lost all of their
 * values count; times and free text are listed with the reason. Either side may be a `profile`.
 *
 * @throws ArgumentError for a named column that the reference lacks or that has no drift test, and for columns of
 * different kinds
 *
 * @example
 * const drift = datasetDrift(train, test, { columns: ["temperature", "clouds"] });
 * drift.level; // "none", "too few rows", "warn" or "fail"
 */
export function datasetDrift(
  referenceTable: TableSource | TableProfile,
  currentTable: TableSource | TableProfile,
  { columns: names, byColumn = {}, share: given, ...common }: DatasetDriftOptions = {},
): DatasetDrift {
  const caller = "datasetDrift";
  const share = given ?? (common.defaults === "evidently" ? 0.5 : undefined);
  if (share !== undefined && !(share > 0 && share <= 1))
    throw new ArgumentError(
      `${caller}: share must be above 0 and at most 1, got ${share}; pass share: 0.5, or leave it out`,
    );
  const { reference, current, referenceRows, currentRows } = comparedColumns(caller, referenceTable, currentTable);
  const countsAbsent = share === undefined;
  const named = countsAbsent ? names?.filter((name) => !isVanished(name, reference, current)) : names;
  const measured: (MeasuredColumn & { readonly column: string })[] = [];
  const skipped: SkippedColumn[] = [];
  for (const prepared of preparedColumns(reference, current, { caller, names: named })) {
    const { column } = prepared;
    if ("reason" in prepared) {
      skipped.push(prepared);
      continue;
    }
    const subject = `${caller}: column "${column}"`;
    const pair = samplePair(prepared.reference, prepared.current, subject);
    measured.push({ column, ...measurePair(pair, { ...common, ...byColumn[column] }, subject) });
  }
  const columns = decideColumns(measured).map((own, index) => ({ column: measured[index]?.column ?? "", ...own }));
  const findings = countsAbsent ? getFindings(reference, current, names, skipped) : [];
  const driftedColumns = [...columns.filter(({ drifted }) => drifted), ...findings].map(({ column }) => column);
  const driftedShare = driftedColumns.length / Math.max(1, columns.length + findings.length);
  const level =
    share === undefined
      ? worstLevel([...columns, ...findings].map((own) => own.level))
      : driftedShare >= share
        ? "fail"
        : "none";
  return {
    kind: "dataset-drift",
    level,
    severity: levelSeverity(level),
    columns,
    findings,
    driftedColumns,
    driftedShare,
    share,
    drifted: levelSeverity(level) > 0,
    referenceRows,
    currentRows,
    skipped,
    onlyInReference: columnsOnlyIn(reference, current),
    onlyInCurrent: columnsOnlyIn(current, reference),
  };
}

function isVanished(name: string, reference: Columns, current: Columns): boolean {
  return reference.byName.has(name) && !current.byName.has(name);
}

function getFindings(
  reference: Columns,
  current: Columns,
  names: readonly string[] | undefined,
  skipped: readonly SkippedColumn[],
): readonly DriftFinding[] {
  const vanished = (names ?? [...reference.byName.keys()]).filter((name) => isVanished(name, reference, current));
  const added = names === undefined ? columnsOnlyIn(current, reference) : [];
  return [
    ...vanished.map((column) => ({ column, level: "fail", reason: "the current table has no such column" }) as const),
    ...skipped.flatMap(({ column, reason, empty }) =>
      empty === undefined ? [] : [{ column, level: empty === "current" ? "fail" : "warn", reason } as const],
    ),
    ...added.map((column) => ({ column, level: "warn", reason: "a new column" }) as const),
  ];
}

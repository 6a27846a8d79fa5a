import { ArgumentError } from "../../core/errors.js";
import { mapNumbers, rowNumbers } from "../../core/map-numbers.js";
import type { Columns } from "../../table/columns.js";
import { getColumn } from "../../table/get-column.js";
import { numbersInColumns } from "../../table/numbers-in-columns.js";
import { checkColumnNames } from "../check-column-names.js";
import { labelAt, labelColumn } from "../encoders/labels.js";
import { learnRowSpacing, type RowSpacing } from "./row-spacing.js";

/** The order of rows. */
export interface RowOrder {
  /** A time or number column that orders the rows. Default: the order of the table. */
  readonly orderBy?: string | undefined;
  /** Columns whose values form separately ordered groups, such as country or station. Default: one group. */
  readonly by?: readonly string[] | undefined;
}

/** The normalized settings, as a step writes them to JSON. */
export interface CompleteRowOrder {
  readonly orderBy: readonly string[];
  readonly by: readonly string[];
}

/** Fills in the defaults. */
export function completeRowOrder(caller: string, { orderBy, by = [] }: RowOrder): CompleteRowOrder {
  if (by.length > 0) checkColumnNames(`${caller}: by`, by);
  return { orderBy: orderBy === undefined ? [] : [orderBy], by };
}

/** The rows of a group. */
export interface OrderedRows {
  /** Row indexes, oldest first. */
  readonly rows: Int32Array;
  /** Their times; the row indexes without `orderBy`. */
  readonly times: Float64Array;
}

/**
 * The rows of each group, oldest first.
 *
 * @throws ArgumentError for a missing time, and for two rows of a group with the same time
 */
export function rowsInOrder(
  caller: string,
  columns: Columns,
  { orderBy: [orderBy], by }: CompleteRowOrder,
): readonly OrderedRows[] {
  const times = orderBy === undefined ? undefined : numbersInColumns(columns, orderBy, caller);
  const missing = times?.findIndex((time) => Number.isNaN(time)) ?? -1;
  if (missing >= 0) {
    throw new ArgumentError(`${caller}: column "${orderBy}" is missing at row index ${missing}; remove the row`);
  }
  return groupRows(caller, columns, by).map((rows) => {
    if (times === undefined) return { rows, times: Float64Array.from(rows) };
    if (!isAscending(rows, times)) rows.sort((a, b) => times[a] - times[b]);
    const tie = rows.findIndex((row, index) => index > 0 && times[row] === times[rows[index - 1]]);
    if (tie > 0) {
      throw new ArgumentError(
        `${caller}: row indexes ${rows[tie - 1]} and ${rows[tie]} have the same "${orderBy}"; remove duplicates, or name the groups in by`,
      );
    }
    return { rows, times: mapNumbers(rows, (row) => times[row]) };
  });
}

function isAscending(rows: Int32Array, times: Float64Array): boolean {
  for (let index = 1; index < rows.length; index++) if (times[rows[index]] < times[rows[index - 1]]) return false;
  return true;
}

/** The spacing of the rows by `orderBy`. */
export function findRowSpacing(caller: string, columns: Columns, order: CompleteRowOrder): RowSpacing {
  const [orderBy] = order.orderBy;
  if (orderBy === undefined) return "row";
  const groups = rowsInOrder(caller, columns, order).map(({ times }) => times);
  return learnRowSpacing(caller, orderBy, groups, getColumn(columns, orderBy, caller).kind === "time");
}

function groupRows(caller: string, columns: Columns, by: readonly string[]): readonly Int32Array[] {
  if (by.length === 0) return [rowNumbers(columns.rowCount)];
  const groups = new Map<string, number[]>();
  const parts = by.map((name) =>
    getColumn(columns, name, caller).kind === "time"
      ? getColumn(columns, name, caller)
      : labelColumn(columns, name, caller),
  );
  for (let row = 0; row < columns.rowCount; row++) {
    const key = JSON.stringify(parts.map((column) => labelAt(column, row)));
    const rows = groups.get(key) ?? [];
    groups.set(key, rows);
    rows.push(row);
  }
  return Array.from(groups.values(), (rows) => Int32Array.from(rows));
}

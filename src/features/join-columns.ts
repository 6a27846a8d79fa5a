import { checkKnownValue } from "../core/check-known-value.js";
import { ArgumentError } from "../core/errors.js";
import { mapIntegers } from "../core/map-numbers.js";
import type { Column, Columns } from "../table/columns.js";
import { getColumn } from "../table/get-column.js";
import { gatherRows, takeRows } from "../table/take-rows.js";
import { checkColumnNames } from "./check-column-names.js";
import { labelAt } from "./encoders/labels.js";

export interface JoinOptions {
  /** The key: columns of both tables that identify a row of `right`. */
  readonly on: readonly string[];
  /**
   * `left`: every row of the left table, missing values without a match. `inner`: only rows with a match.
   *
   * @default "left"
   */
  readonly how?: "left" | "inner" | undefined;
}

/**
 * The rows of `left` joined with the columns of `right`, in the order of `left`. A missing key has no match.
 *
 * No row is duplicated and no column renamed.
 *
 * @throws ArgumentError for a duplicate key in `right` and for a column that both tables have
 *
 * @example
 * const left = columnsFromEntries([["m", { kind: "number", values: Float64Array.of(1, 2) }]]);
 * const right = columnsFromEntries([["m", { kind: "number", values: Float64Array.of(2) }]]);
 * joinColumns(left, right, { on: ["m"], how: "inner" }).rowCount // 1
 */
export function joinColumns(left: Columns, right: Columns, { on, how = "left" }: JoinOptions): Columns {
  checkColumnNames("joinColumns: on", on);
  checkKnownValue("joinColumns", "how", how, ["left", "inner"]);
  const [leftKeys, rightKeys] = [left, right].map((side) => on.map((name) => getColumn(side, name, "joinColumns")));
  on.forEach((name, index) => {
    const [leftKind, rightKind] = [plainKind(leftKeys?.[index]), plainKind(rightKeys?.[index])];
    if (leftKind !== rightKind) {
      throw new ArgumentError(
        `joinColumns: key "${name}" is ${leftKind} on the left and ${rightKind} on the right, so no row would match; read both with the same kind`,
      );
    }
  });
  const clash = [...right.byName.keys()].find((name) => !on.includes(name) && left.byName.has(name));
  if (clash !== undefined) {
    throw new ArgumentError(
      `joinColumns: both tables have a column "${clash}", which is not in on; rename or drop one, or add it to on`,
    );
  }
  const rowByKey = new Map<string, number>();
  for (let row = 0; row < right.rowCount; row++) {
    const key = keyAt(rightKeys ?? [], row);
    if (key === undefined) continue;
    const before = rowByKey.get(key);
    if (before !== undefined) {
      throw new ArgumentError(
        `joinColumns: key ${on.join(", ")} = ${JSON.parse(key).join(", ")} is at row indexes ${before} and ${row} of the right table, so rows would be duplicated; remove duplicates or extend on`,
      );
    }
    rowByKey.set(key, row);
  }
  const found = mapIntegers(
    { length: left.rowCount },
    (_, row) => rowByKey.get(keyAt(leftKeys ?? [], row) ?? "") ?? -1,
  );
  const matched = how === "left" ? undefined : Int32Array.from(found.keys()).filter((row) => found[row] >= 0);
  const side = matched === undefined ? left : takeRows(left, matched);
  const rows = matched === undefined ? found : matched.map((row) => found[row]);
  const added = [...gatherRows(right, rows).byName].filter(([name]) => !on.includes(name));
  return {
    kind: "columns",
    rowCount: side.rowCount,
    byName: new Map([...side.byName, ...added]),
  };
}

function keyAt(columns: readonly Column[], row: number): string | undefined {
  const labels = columns.map((column) => labelAt(column, row));
  return labels.includes(null) ? undefined : JSON.stringify(labels);
}

function plainKind(column: Column | undefined): string {
  return column === undefined || column.kind === "category" ? "string" : column.kind;
}

import { ArgumentError } from "../core/errors.js";
import { type Column, type Columns, getColumn, takeRows } from "../table/columns.js";
import { checkColumnNames } from "./check-column-names.js";
import { labelAt } from "./encoders/labels.js";

export interface JoinOptions {
  /** The columns that both tables have and that name a row of `right`. */
  readonly on: readonly string[];
  /** `left` keeps every row and leaves what is not found missing; `inner` keeps only rows that are found. Default: `left`. */
  readonly how?: "left" | "inner";
}

/**
 * The rows of `left` with the columns of `right` beside them, in the order of `left`.
 *
 * No row is ever doubled and no column renamed: a key that stands twice in `right` is refused, and so is a column that both tables have.
 * A missing key finds nothing.
 *
 * @example joinColumns(columnsFromEntries([["m", { kind: "number", values: Float64Array.of(1, 2) }]]), columnsFromEntries([["m", { kind: "number", values: Float64Array.of(2) }], ["p", { kind: "number", values: Float64Array.of(7) }]]), { on: ["m"], how: "inner" }).rowCount // 1
 */
export function joinColumns(left: Columns, right: Columns, { on, how = "left" }: JoinOptions): Columns {
  checkColumnNames("joinColumns: on", on);
  if (how !== "left" && how !== "inner") {
    throw new ArgumentError(`joinColumns: how must be "left" or "inner", got ${JSON.stringify(how)}`);
  }
  const [own, other] = [left, right].map((side) => on.map((name) => getColumn(side, name, "joinColumns")));
  on.forEach((name, place) => {
    const [ownKind, otherKind] = [plainKind(own?.[place]), plainKind(other?.[place])];
    if (ownKind !== otherKind) {
      throw new ArgumentError(
        `joinColumns: key "${name}" is ${ownKind} on the left and ${otherKind} on the right, so nothing would match; read both with one kind`,
      );
    }
  });
  const clash = [...right.byName.keys()].find((name) => !on.includes(name) && left.byName.has(name));
  if (clash !== undefined) {
    throw new ArgumentError(
      `joinColumns: both tables have a column "${clash}", which is no key; rename or drop one, or name it in on`,
    );
  }
  const rowOf = new Map<string, number>();
  for (let row = 0; row < right.rowCount; row++) {
    const key = keyAt(other ?? [], row);
    if (key === undefined) continue;
    const before = rowOf.get(key);
    if (before !== undefined) {
      throw new ArgumentError(
        `joinColumns: ${on.join(", ")} ${JSON.parse(key).join(", ")} stands at row indexes ${before} and ${row} of the right table, so rows would double; drop repeats or add a key`,
      );
    }
    rowOf.set(key, row);
  }
  const found = Int32Array.from({ length: left.rowCount }, (_, row) => rowOf.get(keyAt(own ?? [], row) ?? "") ?? -1);
  const kept = how === "left" ? undefined : Int32Array.from(found.keys()).filter((row) => found[row] >= 0);
  const side = kept === undefined ? left : takeRows(left, kept);
  const rows = kept === undefined ? found : kept.map((row) => found[row]);
  const added = [...takeRows(right, rows).byName].filter(([name]) => !on.includes(name));
  return {
    rowCount: side.rowCount,
    byName: new Map([...side.byName, ...added.map(([name, column]) => [name, withGaps(column, rows)] as const)]),
  };
}

function keyAt(columns: readonly Column[], row: number): string | undefined {
  const labels = columns.map((column) => labelAt(column, row));
  return labels.includes(null) ? undefined : JSON.stringify(labels);
}

function plainKind(column: Column | undefined): string {
  return column === undefined || column.kind === "category" ? "text" : column.kind;
}

/** Makes missing what was taken from row -1, whatever the taking made of it. */
function withGaps(column: Column, rows: Int32Array): Column {
  switch (column.kind) {
    case "number":
    case "time":
      return {
        kind: column.kind,
        values: column.values.map((value, place) => (rows[place] === -1 ? Number.NaN : value)),
      };
    case "category":
      return { ...column, codes: column.codes.map((code, place) => (rows[place] === -1 ? -1 : code)) };
    case "text":
      return { kind: "text", values: column.values.map((value, place) => (rows[place] === -1 ? null : value)) };
  }
}

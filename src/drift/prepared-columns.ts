import { ArgumentError } from "../core/errors.js";
import type { Columns } from "../table/columns.js";
import { getColumn } from "../table/get-column.js";
import { presentCount, type Sample, toSample, whyUntestable } from "./sample.js";

/** One column of two tables, both sides prepared, or why it cannot be compared. */
export type PreparedColumn =
  | { readonly column: string; readonly reference: Sample; readonly current: Sample }
  | SkippedColumn;

/** A column that was not compared. */
export interface SkippedColumn {
  readonly column: string;
  readonly reason: string;
}

/**
 * Prepares the columns that both tables have, or the `names` given, one after the other, so that only one is in memory.
 * A named column that is absent or has no drift test is refused. `except` leaves a column out silently.
 */
export function* preparedColumns(
  reference: Columns,
  current: Columns,
  {
    names,
    except,
    caller,
  }: { readonly names?: readonly string[] | undefined; readonly except?: string | undefined; readonly caller: string },
): Generator<PreparedColumn> {
  for (const column of names ?? [...reference.byName.keys()].filter((name) => current.byName.has(name))) {
    if (column === except) continue;
    const before = getColumn(reference, column, `${caller}, reference`);
    const after = getColumn(current, column, `${caller}, current`);
    const untestable = whyUntestable(before) || whyUntestable(after);
    if (untestable !== "") {
      if (names !== undefined)
        throw new ArgumentError(`${caller}: column "${column}": ${untestable}, or leave it out of columns`);
      yield { column, reason: untestable };
      continue;
    }
    const sides = { reference: toSample(before), current: toSample(after) };
    if (sides.reference.kind !== sides.current.kind) {
      throw new ArgumentError(
        `${caller}: column "${column}" is ${before.kind} in the reference and ${after.kind} in the current table; read both with one schema`,
      );
    }
    const empty = whyEmpty(sides.reference, sides.current);
    yield empty === "" ? { column, ...sides } : { column, reason: empty };
  }
}

/** The names of columns that only `table` has. */
export function columnsOnlyIn(table: Columns, other: Columns): readonly string[] {
  return [...table.byName.keys()].filter((name) => !other.byName.has(name));
}

function whyEmpty(reference: Sample, current: Sample): string {
  const before = presentCount(reference);
  const after = presentCount(current);
  if (before > 0 && after > 0) return "";
  if (before === 0 && after === 0) return "no value on either side";
  const [empty, filled, sample] =
    before === 0 ? ["reference", "current", current] : ["current", "reference", reference];
  return `no value in the ${empty} table, ${presentCount(sample)} of ${sample.rowCount} in the ${filled} one`;
}

import { ArgumentError, FormatError } from "../core/errors.js";
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
  /** The side that has no value, where only one has none. */
  readonly empty?: "reference" | "current" | undefined;
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
      throw new FormatError(
        `${caller}: column "${column}" is ${before.kind} in the reference and ${after.kind} in the current table; read both with one schema`,
      );
    }
    yield whyEmpty(column, sides.reference, sides.current) ?? { column, ...sides };
  }
}

/** The names of columns that only `table` has. */
export function columnsOnlyIn(table: Columns, other: Columns): readonly string[] {
  return [...table.byName.keys()].filter((name) => !other.byName.has(name));
}

function whyEmpty(column: string, reference: Sample, current: Sample): SkippedColumn | undefined {
  const [before, after] = [presentCount(reference), presentCount(current)];
  if (before > 0 && after > 0) return undefined;
  if (before === 0 && after === 0) return { column, reason: "no value on either side" };
  const empty = before === 0 ? "reference" : "current";
  const [filled, sample] = before === 0 ? (["current", current] as const) : (["reference", reference] as const);
  const counts = `${presentCount(sample)} of ${sample.rowCount} in the ${filled} one`;
  return { column, reason: `no value in the ${empty} table, ${counts}`, empty };
}

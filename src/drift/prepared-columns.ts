import { ArgumentError } from "../core/errors.js";
import { type Columns, columnNamed } from "../table/columns.js";
import { presentCount, type Sample, sampleOf, whyUntestable } from "./sample.js";

/** The columns of two tables that can be compared, each side prepared, and why the others are not. */
export interface PreparedColumns {
  readonly compared: readonly { readonly column: string; readonly reference: Sample; readonly current: Sample }[];
  readonly skipped: readonly SkippedColumn[];
  readonly onlyInReference: readonly string[];
  readonly onlyInCurrent: readonly string[];
}

/** A column that was not compared. */
export interface SkippedColumn {
  readonly column: string;
  readonly reason: string;
}

/**
 * Prepares the columns that both tables have, or those `names`d; a named column that is absent or has no drift test is refused.
 * `except` leaves a column out without a word.
 */
export function prepareColumns(
  reference: Columns,
  current: Columns,
  { names, except, caller }: { readonly names?: readonly string[]; readonly except?: string; readonly caller: string },
): PreparedColumns {
  const compared: { column: string; reference: Sample; current: Sample }[] = [];
  const skipped: SkippedColumn[] = [];
  for (const column of names ?? [...reference.byName.keys()].filter((name) => current.byName.has(name))) {
    if (column === except) continue;
    const before = columnNamed(reference, column, `${caller}, reference`);
    const after = columnNamed(current, column, `${caller}, current`);
    const untestable = whyUntestable(before) || whyUntestable(after);
    if (untestable !== "") {
      if (names !== undefined)
        throw new ArgumentError(`${caller}: column "${column}": ${untestable}, or leave it out of columns`);
      skipped.push({ column, reason: untestable });
      continue;
    }
    const sides = { reference: sampleOf(before), current: sampleOf(after) };
    if (sides.reference.kind !== sides.current.kind) {
      throw new ArgumentError(
        `${caller}: column "${column}" is ${before.kind} in the reference and ${after.kind} in the current table; read both with one schema`,
      );
    }
    const empty = whyEmpty(sides.reference, sides.current);
    if (empty === "") compared.push({ column, ...sides });
    else skipped.push({ column, reason: empty });
  }
  return {
    compared,
    skipped,
    onlyInReference: [...reference.byName.keys()].filter((name) => !current.byName.has(name)),
    onlyInCurrent: [...current.byName.keys()].filter((name) => !reference.byName.has(name)),
  };
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

import { type Columns, getNumbers } from "cuaderno";
import { takeRows } from "cuaderno/table";

/** Whether an arrest was made, 0 or 1, of every row. */
export function arrestsOf(rows: Columns): Float64Array {
  return getNumbers(rows, "arrest", "crime");
}

/** The rows whose time lies in [from, until), in milliseconds. */
export function rowsBetween(rows: Columns, from: number, until: number): Columns {
  const times = getNumbers(rows, "time", "crime");
  return takeRows(
    rows,
    Int32Array.from(times.keys()).filter((row) => (times[row] as number) >= from && (times[row] as number) < until),
  );
}

import { type Columns, getNumbers } from "cuaderno";
import { takeRows } from "cuaderno/table";

/** The traffic volume of every row. */
export function volumeOf(columns: Columns): Float64Array {
  return getNumbers(columns, "volume", "traffic");
}

/** The rows whose time lies in [from, until), given as dates such as `2016-01-01`. */
export function rowsBetween(columns: Columns, from: string, until: string): Columns {
  const times = getNumbers(columns, "time", "traffic");
  const [first, end] = [Date.parse(from), Date.parse(until)];
  const rows: number[] = [];
  times.forEach((time, row) => {
    if (time >= first && time < end) rows.push(row);
  });
  return takeRows(columns, Int32Array.from(rows));
}

/** The rows of one calendar year. */
export function rowsOfYear(columns: Columns, year: number): Columns {
  return rowsBetween(columns, `${year}-01-01`, `${year + 1}-01-01`);
}

/** The calendar years that have rows, in order. */
export function yearsOf(columns: Columns): readonly number[] {
  const years = new Set<number>();
  for (const time of getNumbers(columns, "time", "traffic")) years.add(new Date(time).getUTCFullYear());
  return [...years].sort((a, b) => a - b);
}

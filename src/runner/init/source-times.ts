import type { DataFrame } from "nodejs-polars";
import type { CalendarPart } from "../../features/time/calendar-parts.js";
import type { TableSchema } from "../../table/schema/schema.js";

/** The times of a table. */
export interface SourceTimes {
  /** Name of the column. */
  readonly column: string;
  /** Parts of the calendar that differ between rows. */
  readonly parts: readonly CalendarPart[];
  /** The parts that a baseline groups by. */
  readonly groups: readonly CalendarPart[];
  /** Length of a period for a figure, as Polars writes it. */
  readonly period: "1h" | "1d" | "1mo" | "1y";
  /** Days of a window of the last fifth of the rows. */
  readonly windowDays: number;
  /** Whether there is one row for each time. */
  readonly isSeries: boolean;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * The datetime column with the fewest missing cells, and what its values are like; undefined without one, or where its
 * first time is that of most rows, so that no row is before the last fifth.
 */
export function sourceTimes(frame: DataFrame, schema: TableSchema): SourceTimes | undefined {
  const missing = (name: string): number => frame.getColumn(name).nullCount();
  const [column] = Object.keys(schema.columns)
    .filter((name) => schema.columns[name]?.kind === "datetime" && missing(name) < frame.height / 2)
    .sort((one, other) => missing(one) - missing(other));
  if (column === undefined) return undefined;
  const times = Float64Array.from(frame.getColumn(column).dropNulls().toArray(), Number).sort();
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const days = (last - first) / dayMs;
  const testRows = Math.ceil(times.length * 0.2);
  const testStart = times[times.length - testRows] ?? first;
  if (!(testStart > first)) return undefined;
  const testDays = (last - testStart) / dayMs;
  const windows = Math.min(8, Math.max(1, Math.floor(testRows / 40)));
  return {
    column,
    ...calendar(times),
    period: days <= 3 ? "1h" : days <= 120 ? "1d" : days <= 40 * 366 ? "1mo" : "1y",
    windowDays: Math.max(1, Math.ceil(testDays / windows)),
    isSeries: times.every((time, index) => index === 0 || time !== times[index - 1]),
  };
}

function calendar(times: Float64Array): Pick<SourceTimes, "parts" | "groups"> {
  if (times.some((time) => time % dayMs !== 0)) {
    return { parts: ["hour", "weekday", "month"], groups: ["hour", "weekday"] };
  }
  const dates = times.map((time) => new Date(time).getUTCDate());
  if (dates.some((date) => date !== dates[0])) {
    return { parts: ["weekday", "day", "month"], groups: ["weekday", "month"] };
  }
  const months = new Set(times.map((time) => new Date(time).getUTCMonth()));
  return months.size > 1 ? { parts: ["month", "year"], groups: ["month"] } : { parts: ["year"], groups: ["year"] };
}

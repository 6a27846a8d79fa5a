import { ArgumentError } from "../core/errors.js";
import { firstAbove } from "../stats/count-in-bins.js";

const dayMs = 86_400_000;
const maxWindows = 10_000;

/** A range of time and the rows in it. */
export interface TimeWindow {
  /** Milliseconds since 1970 of the wall-clock time; the window begins with it. */
  readonly start: number;
  /** The window ends just before it. */
  readonly end: number;
  /** First day, as 2017-01-31. */
  readonly label: string;
  readonly rowCount: number;
}

export interface TimeWindows {
  readonly windows: readonly TimeWindow[];
  /** The rows of each window, in their order. */
  readonly rows: readonly Int32Array[];
  /** Rows without a time. */
  readonly rowsWithoutTime: number;
  /** Rows before the first or after the last window. */
  readonly rowsOutside: number;
}

/** Calendar windows, by UTC wall-clock time; weeks begin on Monday. */
export type WindowUnit = "day" | "week" | "month" | "quarter" | "year";

export interface TimeWindowOptions {
  /**
   * Calendar windows instead of windows of `windowDays`.
   * @default windows of `windowDays`
   */
  readonly by?: WindowUnit | undefined;
  /**
   * Length of a window in days.
   * @default 14
   */
  readonly windowDays?: number | undefined;
  /**
   * Start of the first window, as a date or "2017-01-01" (wall-clock time).
   * @default midnight of the first row's day
   */
  readonly start?: Date | string | undefined;
  /**
   * End of the windows.
   * @default the last row is in a window
   */
  readonly end?: Date | string | undefined;
}

/**
 * Consecutive windows of equal length, or of the calendar, with their rows, by the rows' times (milliseconds; NaN is
 * missing). `end` may shorten the last window.
 */
export function timeWindows(
  times: Float64Array,
  { by, windowDays = 14, start, end }: TimeWindowOptions,
  caller: string,
): TimeWindows {
  if (!(windowDays > 0))
    throw new ArgumentError(`${caller}: windowDays must be above 0, got ${windowDays}; pass windowDays: 30`);
  const [earliest, latest] = getRange(times);
  if (Number.isNaN(earliest)) throw new ArgumentError(`${caller}: no row has a time; check the time column`);
  const first = by === undefined ? Math.floor(earliest / dayMs) * dayMs : calendarStart(earliest, by, 0);
  const from = start === undefined ? first : instant(start, "start", caller);
  const until = end === undefined ? latest + 1 : instant(end, "end", caller);
  if (!(from < until))
    throw new ArgumentError(`${caller}: start ${dateText(from)} must be before the end ${dateText(until)}; swap them`);
  const length = (by === undefined ? windowDays : shortestDays[by]) * dayMs;
  if (Math.ceil((until - from) / length) > maxWindows) {
    throw new ArgumentError(
      `${caller}: ${Math.ceil((until - from) / length)} windows from ${dateText(from)} to ${dateText(until)}; give start and end, or longer windowDays`,
    );
  }
  const nextStart = (index: number): number =>
    by === undefined ? from + index * length : Math.max(from, calendarStart(from, by, index));
  const edges = [from];
  while ((edges.at(-1) as number) < until) edges.push(nextStart(edges.length));
  return assignRows(times, Float64Array.from(edges), end === undefined ? Number.POSITIVE_INFINITY : until);
}

const shortestDays: Readonly<Record<WindowUnit, number>> = { day: 1, week: 7, month: 28, quarter: 90, year: 365 };

/** Start of the calendar window of a time, or of the one `ahead` windows later. */
function calendarStart(time: number, by: WindowUnit, ahead: number): number {
  const day = Math.floor(time / dayMs);
  // Day 0 was a Thursday.
  if (by === "day") return (day + ahead) * dayMs;
  if (by === "week") return (day - ((((day + 3) % 7) + 7) % 7) + 7 * ahead) * dayMs;
  const date = new Date(time);
  const months = by === "month" ? 1 : by === "quarter" ? 3 : 12;
  const month = Math.floor(date.getUTCMonth() / months) * months;
  return Date.UTC(date.getUTCFullYear(), month + months * ahead, 1);
}

function assignRows(times: Float64Array, edges: Float64Array, until: number): TimeWindows {
  const count = edges.length - 1;
  const windowByRow = new Int32Array(times.length);
  const sizes = new Int32Array(count);
  let [rowsWithoutTime, rowsOutside] = [0, 0];
  for (let row = 0; row < times.length; row++) {
    const time = times[row];
    const window = time < until ? firstAbove(edges, time) - 1 : count;
    windowByRow[row] = -1;
    if (Number.isNaN(time)) rowsWithoutTime++;
    else if (window < 0 || window >= count) rowsOutside++;
    else {
      windowByRow[row] = window;
      sizes[window] = sizes[window] + 1;
    }
  }
  const rows = Array.from(sizes, (size) => new Int32Array(size));
  const next = new Int32Array(count);
  for (let row = 0; row < times.length; row++) {
    const window = windowByRow[row];
    if (window < 0) continue;
    const position = next[window];
    rows[window][position] = row;
    next[window] = position + 1;
  }
  const windows = rows.map((own, index) => {
    const start = edges[index];
    return { start, end: Math.min(edges[index + 1], until), label: dateText(start), rowCount: own.length };
  });
  return { windows, rows, rowsWithoutTime, rowsOutside };
}

function getRange(times: Float64Array): readonly [number, number] {
  let [earliest, latest] = [Number.NaN, Number.NaN];
  for (let row = 0; row < times.length; row++) {
    const time = times[row];
    if (Number.isNaN(time)) continue;
    if (!(time >= earliest)) earliest = time;
    if (!(time <= latest)) latest = time;
  }
  return [earliest, latest];
}

/** Wall-clock strings are read as if they were UTC, as the time columns are. */
function instant(value: Date | string, name: string, caller: string): number {
  if (typeof value !== "string") return value.getTime();
  const match = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2})?))?$/.exec(value);
  const time = match === null ? Number.NaN : Date.parse(`${match[1]}T${match[2] ?? "00:00"}Z`);
  if (Number.isNaN(time) || dateText(time) !== match?.[1]) {
    throw new ArgumentError(`${caller}: ${name} "${value}" is not a valid date; write 2017-01-31 or 2017-01-31 06:00`);
  }
  return time;
}

function dateText(time: number): string {
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString().slice(0, 10) : String(time);
}

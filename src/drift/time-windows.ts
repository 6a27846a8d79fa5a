import { ArgumentError } from "../core/errors.js";

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

export interface TimeWindowOptions {
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
 * Consecutive windows of equal length with their rows, by the rows' times (milliseconds; NaN is missing). `end` may
 * shorten the last window.
 */
export function timeWindows(
  times: Float64Array,
  { windowDays = 14, start, end }: TimeWindowOptions,
  caller: string,
): TimeWindows {
  if (!(windowDays > 0)) throw new ArgumentError(`${caller}: windowDays must be above 0, got ${windowDays}`);
  const [earliest, latest] = getRange(times);
  if (Number.isNaN(earliest)) throw new ArgumentError(`${caller}: no row has a time; check the time column`);
  const from = start === undefined ? Math.floor(earliest / dayMs) * dayMs : instant(start, "start", caller);
  const until = end === undefined ? latest + 1 : instant(end, "end", caller);
  if (!(from < until))
    throw new ArgumentError(`${caller}: start ${dateText(from)} must be before the end ${dateText(until)}`);
  const length = windowDays * dayMs;
  const count = Math.ceil((until - from) / length);
  if (count > maxWindows) {
    throw new ArgumentError(
      `${caller}: ${count} windows from ${dateText(from)} to ${dateText(until)}; give start and end, or longer windowDays`,
    );
  }
  return assignRows(times, from, end === undefined ? Number.POSITIVE_INFINITY : until, length, count);
}

function assignRows(times: Float64Array, from: number, until: number, length: number, count: number): TimeWindows {
  const windowByRow = new Int32Array(times.length);
  const sizes = new Int32Array(count);
  let [rowsWithoutTime, rowsOutside] = [0, 0];
  for (let row = 0; row < times.length; row++) {
    const time = times[row];
    const window = time < until ? Math.floor((time - from) / length) : count;
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
    const start = from + index * length;
    return { start, end: Math.min(start + length, until), label: dateText(start), rowCount: own.length };
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

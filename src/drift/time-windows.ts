import { ArgumentError } from "../core/errors.js";

const dayMs = 86_400_000;
const mostWindows = 10_000;

/** A stretch of time and the rows that lie in it. */
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
  /** Length of a window in days. Default 14. */
  readonly windowDays?: number | undefined;
  /** Start of the first window, as a date or "2017-01-01" (wall-clock time). Default: midnight of the first row's day. */
  readonly start?: Date | string | undefined;
  /** Windows go on until this time is reached. Default: until the last row is in one. */
  readonly end?: Date | string | undefined;
}

/** Cuts rows into neighbouring windows of equal length by their times (milliseconds; NaN is missing). The last window may be cut short by `end`. */
export function timeWindows(
  times: Float64Array,
  { windowDays = 14, start, end }: TimeWindowOptions,
  caller: string,
): TimeWindows {
  if (!(windowDays > 0)) throw new ArgumentError(`${caller}: windowDays must be above 0, got ${windowDays}`);
  const [earliest, latest] = rangeOf(times);
  if (Number.isNaN(earliest)) throw new ArgumentError(`${caller}: no row has a time; check the time column`);
  const from = start === undefined ? Math.floor(earliest / dayMs) * dayMs : instant(start, "start", caller);
  const until = end === undefined ? latest + 1 : instant(end, "end", caller);
  if (!(from < until))
    throw new ArgumentError(`${caller}: start ${dateText(from)} must lie before the end ${dateText(until)}`);
  const length = windowDays * dayMs;
  const count = Math.ceil((until - from) / length);
  if (count > mostWindows) {
    throw new ArgumentError(
      `${caller}: ${count} windows from ${dateText(from)} to ${dateText(until)}; give start and end, or longer windowDays`,
    );
  }
  return deal(times, from, end === undefined ? Number.POSITIVE_INFINITY : until, length, count);
}

function deal(times: Float64Array, from: number, until: number, length: number, count: number): TimeWindows {
  const windowOf = new Int32Array(times.length);
  const sizes = new Int32Array(count);
  let [rowsWithoutTime, rowsOutside] = [0, 0];
  for (let row = 0; row < times.length; row++) {
    const time = times[row];
    const window = time < until ? Math.floor((time - from) / length) : count;
    windowOf[row] = -1;
    if (Number.isNaN(time)) rowsWithoutTime++;
    else if (window < 0 || window >= count) rowsOutside++;
    else {
      windowOf[row] = window;
      sizes[window] = sizes[window] + 1;
    }
  }
  const rows = Array.from(sizes, (size) => new Int32Array(size));
  const next = new Int32Array(count);
  for (let row = 0; row < times.length; row++) {
    const window = windowOf[row];
    if (window < 0) continue;
    const place = next[window];
    rows[window][place] = row;
    next[window] = place + 1;
  }
  const windows = rows.map((own, index) => {
    const start = from + index * length;
    return { start, end: Math.min(start + length, until), label: dateText(start), rowCount: own.length };
  });
  return { windows, rows, rowsWithoutTime, rowsOutside };
}

function rangeOf(times: Float64Array): readonly [number, number] {
  let [earliest, latest] = [Number.NaN, Number.NaN];
  for (let row = 0; row < times.length; row++) {
    const time = times[row];
    if (Number.isNaN(time)) continue;
    if (!(time >= earliest)) earliest = time;
    if (!(time <= latest)) latest = time;
  }
  return [earliest, latest];
}

/** Wall-clock texts are read as if they were UTC, as the time columns are. */
function instant(value: Date | string, name: string, caller: string): number {
  if (typeof value !== "string") return value.getTime();
  const match = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2})?))?$/.exec(value);
  const time = match === null ? Number.NaN : Date.parse(`${match[1]}T${match[2] ?? "00:00"}Z`);
  if (Number.isNaN(time) || dateText(time) !== match?.[1]) {
    throw new ArgumentError(`${caller}: ${name} "${value}" is not a date; write it as 2017-01-31 or 2017-01-31 06:00`);
  }
  return time;
}

function dateText(time: number): string {
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString().slice(0, 10) : String(time);
}

import { ArgumentError } from "../core/errors.js";
import type { TableSource } from "../table/frame-like.js";
import { rowTimes, timeColumns } from "./row-times.js";
import { shuffledDatesWarning } from "./shuffled-dates-warning.js";
import type { Split } from "./time-split.js";

/** Refuses a split of dated rows that learns from later rows than it tests on, unless it is allowed. */
export function refuseShuffledDates(
  caller: string,
  split: Split,
  options: {
    readonly rowCount: number;
    readonly times: Float64Array | undefined;
    readonly allowShuffledDates: boolean;
  },
): void {
  const { rowCount, times, allowShuffledDates } = options;
  if (times === undefined || allowShuffledDates) return;
  if (times.length !== rowCount) {
    throw new ArgumentError(`${caller}: ${times.length} times for ${rowCount} rows; give one time per row`);
  }
  const warning = shuffledDatesWarning(split, times);
  if (warning !== undefined) throw new ArgumentError(`${caller}: ${warning}, or set allowShuffledDates`);
}

/** The times of a table's rows, by its first time column, or undefined without one. */
export function tableTimes(source: TableSource): Float64Array | undefined {
  const [first] = timeColumns(source);
  return first === undefined ? undefined : rowTimes("tableTimes", source, first);
}

import { ArgumentError } from "../core/errors.js";

/** Row indexes to learn from and to test on. */
export interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * Rows before the cutoff to learn from, rows at or after it to test on, each in table order. Rows without a time are in neither.
 *
 * `cutoff` is milliseconds since 1970 or a date such as "2016-01-01" or "2016-01-01T06:00", read as wall-clock time like time columns.
 *
 * @example timeSplit(Float64Array.of(1, 2, 3), { cutoff: 3 }).train.length // 2
 */
export function timeSplit(times: Float64Array, { cutoff }: { readonly cutoff: number | string }): Split {
  const limit = typeof cutoff === "number" ? cutoff : wallClock(cutoff);
  const train: number[] = [];
  const test: number[] = [];
  times.forEach((time, row) => {
    if (time < limit) train.push(row);
    else if (time >= limit) test.push(row);
  });
  if (train.length === 0 || test.length === 0) {
    const side = train.length === 0 ? "before" : "at or after";
    throw new ArgumentError(
      `timeSplit: no row is ${side} the cutoff ${cutoff}; choose a cutoff inside the span of the times`,
    );
  }
  return { train: Int32Array.from(train), test: Int32Array.from(test) };
}

function wallClock(text: string): number {
  const time = Date.parse(/T|:/.test(text) ? `${text.replace(" ", "T")}Z` : text);
  if (Number.isNaN(time) || !/^\d{4}-\d{2}/.test(text)) {
    throw new ArgumentError(`timeSplit: cutoff "${text}" is not a date; write "2016-01-01" or "2016-01-01T06:00"`);
  }
  return time;
}

import { ArgumentError } from "../core/errors.js";
import type { TableSource } from "../table/frame-like.js";
import { takeTableRows } from "../table/take-table-rows.js";
import { rowTimes } from "./row-times.js";
import { toTime } from "./to-time.js";

/** Row indexes to learn from and to test on. */
export interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** A table split in two, each part of the same type as the table. */
export interface TableSplit<Source extends TableSource> {
  readonly train: Source;
  readonly test: Source;
}

/** Where the test rows begin: at a date, or with the last share of the rows. */
export type TimeCutoff =
  | {
      /**
       * Milliseconds since 1970 or a date such as "2016-01-01" or "2016-01-01T06:00", read as wall-clock time like time
       * columns.
       */
      readonly cutoff: number | string;
      readonly testShare?: undefined;
    }
  | {
      /** Share of the rows to test on, the latest ones; rows of one time stay together. */
      readonly testShare: number;
      readonly cutoff?: undefined;
    };

/** How a table is split by time. */
export type TimeSplitOptions = TimeCutoff & {
  /**
   * Name of the time column.
   * @default the table's only time column
   */
  readonly time?: string | undefined;
};

/**
 * The rows before the cutoff to learn from and the rows at or after it to test on, each in table order: two frames of a
 * frame, two columns of columns, row indexes of an array of times. Rows without a time are in neither.
 *
 * @throws ArgumentError when one side is empty or the table has no time column.
 * @example timeSplit(Float64Array.of(1, 2, 3), { cutoff: 3 }).train.length // 2
 */
export function timeSplit(times: Float64Array, options: TimeCutoff): Split;
export function timeSplit<Source extends TableSource>(source: Source, options: TimeSplitOptions): TableSplit<Source>;
export function timeSplit<Source extends TableSource>(
  source: Source | Float64Array,
  options: TimeSplitOptions,
): Split | TableSplit<Source> {
  if (ArrayBuffer.isView(source)) return splitTimes(source, options);
  const { train, test } = splitTimes(rowTimes("timeSplit", source, options.time), options);
  return { train: takeTableRows(source, train), test: takeTableRows(source, test) };
}

function splitTimes(times: Float64Array, { cutoff, testShare }: TimeCutoff): Split {
  if ((cutoff === undefined) === (testShare === undefined)) {
    throw new ArgumentError("timeSplit: give either cutoff or testShare; for example { testShare: 0.2 }");
  }
  const limit = cutoff === undefined ? shareLimit(times, testShare ?? Number.NaN) : toTime("timeSplit", cutoff);
  const train: number[] = [];
  const test: number[] = [];
  times.forEach((time, row) => {
    if (time < limit) train.push(row);
    else if (time >= limit) test.push(row);
  });
  if (train.length === 0 || test.length === 0) {
    const side = train.length === 0 ? "before" : "at or after";
    throw new ArgumentError(
      `timeSplit: no row is ${side} the cutoff ${cutoff ?? `for testShare ${testShare}`}; choose one within the range of the times`,
    );
  }
  return { train: Int32Array.from(train), test: Int32Array.from(test) };
}

function shareLimit(times: Float64Array, share: number): number {
  if (!(share > 0 && share < 1)) {
    throw new ArgumentError(`timeSplit: testShare must be above 0 and below 1, got ${share}; pass testShare: 0.2`);
  }
  const sorted = times.filter((time) => !Number.isNaN(time)).sort();
  return sorted[sorted.length - Math.ceil(share * sorted.length)] ?? Number.NaN;
}

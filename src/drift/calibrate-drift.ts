import { ArgumentError } from "../core/errors.js";
import type { TableSource } from "../table/frame-like.js";
import { getColumn } from "../table/get-column.js";
import { getNumbers } from "../table/get-numbers.js";
import { columnsFor } from "../table/to-columns.js";
import { changeTests, comparedAsLabels } from "./change-tests.js";
import { completeLimits } from "./decide-drift.js";
import { preparedColumns } from "./prepared-columns.js";
import { toSample } from "./sample.js";
import { samplePair } from "./sample-pair.js";
import { timeWindows, type WindowUnit } from "./time-windows.js";

/** Limits of a column, learned from how far periods of the reference differ from each other. */
export interface CalibratedColumn {
  readonly column: string;
  readonly warn: number;
  readonly fail: number;
  /** The largest size of a change between a period and the others, beyond chance. */
  readonly largest: number;
  /** Periods with enough rows to be compared. */
  readonly periods: number;
}

export interface CalibrateDriftOptions {
  /** Name of the time column. */
  readonly time: string;
  /** @default "month" */
  readonly by?: WindowUnit | undefined;
  /** @default every column but the time */
  readonly columns?: readonly string[] | undefined;
  /**
   * `year`: a period is compared with the same period of other years only.
   * @default every other row
   */
  readonly season?: "year" | undefined;
  /** @default 30 */
  readonly minimumRows?: number | undefined;
}

/** A failure is a change this much larger than any that the reference has seen. */
const failFactor = 1.5;

/**
 * Limits for each column of a reference: every period is compared with the other rows; `warn` is the largest change
 * found, `fail` 1.5 times as much, neither below the default.
 *
 * @throws ArgumentError for a reference without two periods of enough rows
 * @example calibrateDrift(train, { time: "time", by: "month" })[0].warn // 0.08 or more
 */
export function calibrateDrift(
  referenceTable: TableSource,
  { time, by = "month", columns: names, season, minimumRows = 30 }: CalibrateDriftOptions,
): readonly CalibratedColumn[] {
  const caller = "calibrateDrift";
  const reference = columnsFor(caller, referenceTable);
  const times = getNumbers(reference, time, caller);
  const { windows, rows } = timeWindows(times, { by }, caller);
  const defaults = completeLimits({}, caller);
  const others = windows.map((window) => otherRows(times, window, season));
  const usable = rows.flatMap((own, index) =>
    own.length >= minimumRows && (others[index]?.length ?? 0) >= minimumRows ? [index] : [],
  );
  if (usable.length < 2) {
    const found = `${usable.length} of ${windows.length} with ${minimumRows} rows or more`;
    throw new ArgumentError(`${caller}: expected at least 2 periods of a ${by}, got ${found}; use more or longer ones`);
  }
  const calibrated: CalibratedColumn[] = [];
  for (const prepared of preparedColumns(reference, reference, { caller, names, except: time })) {
    if ("reason" in prepared) continue;
    const { column } = prepared;
    const values = getColumn(reference, column, caller);
    const asLabels = comparedAsLabels(samplePair(prepared.reference, prepared.current, caller));
    const sizes = usable.flatMap((index) => {
      const [before, now] = [others[index], rows[index]].map((own) => toSample(values, { rows: own }));
      if (before === undefined || now === undefined) return [];
      const { tests, judged } = changeTests(before, now, minimumRows, asLabels);
      return judged ? [Math.max(0, ...tests.map(({ size }) => size))] : [];
    });
    const largest = Math.max(0, ...sizes);
    calibrated.push({
      column,
      warn: Math.max(defaults.warn, rounded(largest)),
      fail: Math.max(defaults.fail, rounded(failFactor * largest)),
      largest,
      periods: sizes.length,
    });
  }
  return calibrated;
}

/** Up to the next hundredth. */
function rounded(size: number): number {
  return Math.min(1, Math.ceil(size * 100 - 1e-9) / 100);
}

function otherRows(
  times: Float64Array,
  { start, end }: { readonly start: number; readonly end: number },
  season: "year" | undefined,
): Int32Array {
  const [from, to] = [start, end - 1].map((time) => dayKey(time)) as [number, number];
  const isSeason = (time: number): boolean => {
    const day = dayKey(time);
    return from <= to ? day >= from && day <= to : day >= from || day <= to;
  };
  const isOther = (time: number): boolean =>
    !Number.isNaN(time) && (time < start || time >= end) && (season === undefined || isSeason(time));
  return Int32Array.from(times.keys()).filter((row) => isOther(times[row]));
}

/** Month and day as one number, so that 1 March is the same in every year. */
function dayKey(time: number): number {
  const date = new Date(time);
  return 100 * date.getUTCMonth() + date.getUTCDate();
}

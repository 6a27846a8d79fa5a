import { ArgumentError } from "../core/errors.js";
import type { TableSource } from "../table/frame-like.js";
import { getNumbers } from "../table/get-numbers.js";
import { columnsFor } from "../table/to-columns.js";
import { type TimeWindow, type TimeWindowOptions, timeWindows, type WindowUnit } from "./time-windows.js";

/** The error of predictions, window by window. */
export interface ErrorOverTime {
  readonly kind: "error-over-time";
  readonly windowDays: number;
  /** Where the windows are of the calendar. */
  readonly by?: WindowUnit | undefined;
  readonly minimumRows: number;
  readonly windows: readonly ErrorWindow[];
  /** Over all windows together. */
  readonly overall: ErrorFigures;
  /** Rows that are in no window: without a time, or outside start and end. */
  readonly rowsWithoutTime: number;
  readonly rowsOutside: number;
}

export interface ErrorFigures {
  /** Rows with both a target and a prediction. */
  readonly count: number;
  /** Root mean squared error, in the unit of the target; null when there are too few rows, like the others. */
  readonly rmse: number | null;
  readonly mae: number | null;
  /** Mean of prediction - target: above 0 when predictions are too high. */
  readonly meanError: number | null;
}

export interface ErrorWindow extends TimeWindow, ErrorFigures {}

/** Which columns are compared, and in which windows. */
export interface ErrorOverTimeOptions extends TimeWindowOptions {
  /** Name of the time column. */
  readonly time: string;
  /** Name of the column of actual values. */
  readonly target: string;
  /** Name of the column of predictions, or one prediction per row. */
  readonly prediction: string | Float64Array;
  /**
   * A window with fewer rows gets no figures.
   * @default 30
   */
  readonly minimumRows?: number | undefined;
}

/**
 * Root mean squared and mean absolute error of predictions, window by window. Rows without a target or a prediction are
 * left out.
 *
 * @throws ArgumentError for a column that is missing or of another kind, and for another number of predictions than
 * rows.
 * @example errorOverTime(test, { time: "time", target: "volume", prediction: model.predict(test) })
 */
export function errorOverTime(
  table: TableSource,
  {
    time: timeName,
    target: targetName,
    prediction: predicted,
    minimumRows = 30,
    windowDays = 14,
    ...range
  }: ErrorOverTimeOptions,
): ErrorOverTime {
  const caller = "errorOverTime";
  const names = [timeName, targetName, ...(typeof predicted === "string" ? [predicted] : [])];
  const columns = columnsFor(caller, table, { only: [...new Set(names)] });
  const [time, target] = [getNumbers(columns, timeName, caller), getNumbers(columns, targetName, caller)];
  const prediction = typeof predicted === "string" ? getNumbers(columns, predicted, caller) : predicted;
  if (prediction.length !== columns.rowCount) {
    throw new ArgumentError(
      `${caller}: ${prediction.length} predictions for ${columns.rowCount} rows; give one per row`,
    );
  }
  const cut = timeWindows(time, { ...range, windowDays }, "errorOverTime");
  const windows = cut.rows.map((rows, index) => ({
    ...cut.windows[index],
    ...getErrorFigures(target, prediction, rows, minimumRows),
  }));
  return {
    kind: "error-over-time",
    windowDays,
    by: range.by,
    minimumRows,
    windows,
    overall: getErrorFigures(target, prediction, joined(cut.rows), 1),
    rowsWithoutTime: cut.rowsWithoutTime,
    rowsOutside: cut.rowsOutside,
  };
}

function getErrorFigures(
  target: Float64Array,
  prediction: Float64Array,
  rows: Int32Array,
  minimumRows: number,
): ErrorFigures {
  let [count, squares, absolute, signed] = [0, 0, 0, 0];
  for (const row of rows) {
    const error = prediction[row] - target[row];
    if (!Number.isFinite(error)) continue;
    count++;
    squares += error * error;
    absolute += Math.abs(error);
    signed += error;
  }
  if (count < minimumRows) return { count, rmse: null, mae: null, meanError: null };
  return { count, rmse: Math.sqrt(squares / count), mae: absolute / count, meanError: signed / count };
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((total, part) => total + part.length, 0));
  let next = 0;
  for (const part of parts) {
    all.set(part, next);
    next += part.length;
  }
  return all;
}

import { ArgumentError } from "../core/errors.js";
import { type TimeWindow, type TimeWindowOptions, timeWindows } from "./time-windows.js";

/** The error of predictions, window by window. */
export interface ErrorOverTime {
  readonly kind: "error-over-time";
  readonly windowDays: number;
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
  /** Mean of prediction - target: above 0 when the model says too much. */
  readonly meanError: number | null;
}

export interface ErrorWindow extends TimeWindow, ErrorFigures {}

export interface ErrorOverTimeOptions extends TimeWindowOptions {
  /** Wall-clock times in milliseconds, as a time column holds them. */
  readonly time: Float64Array;
  readonly target: Float64Array;
  readonly prediction: Float64Array;
  /** A window with fewer rows gets no figures. Default 30. */
  readonly minimumRows?: number;
}

/** Root mean squared and mean absolute error of predictions, window by window. Rows without a target or a prediction are left out. */
export function errorOverTime({
  time,
  target,
  prediction,
  minimumRows = 30,
  windowDays = 14,
  ...range
}: ErrorOverTimeOptions): ErrorOverTime {
  if (time.length !== target.length || time.length !== prediction.length) {
    throw new ArgumentError(
      `errorOverTime: time, target and prediction must have one value per row, got ${time.length}, ${target.length} and ${prediction.length}`,
    );
  }
  const cut = timeWindows(time, { ...range, windowDays }, "errorOverTime");
  const windows = cut.rows.map((rows, index) => ({
    ...cut.windows[index],
    ...figuresOf(target, prediction, rows, minimumRows),
  }));
  return {
    kind: "error-over-time",
    windowDays,
    minimumRows,
    windows,
    overall: figuresOf(target, prediction, joined(cut.rows), 1),
    rowsWithoutTime: cut.rowsWithoutTime,
    rowsOutside: cut.rowsOutside,
  };
}

function figuresOf(
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

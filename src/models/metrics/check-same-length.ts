import { ArgumentError } from "../../core/errors.js";

/** Refuses arrays of different length, and empty ones. */
export function checkSameLength(caller: string, actual: ArrayLike<number>, predicted: ArrayLike<number>): void {
  if (actual.length !== predicted.length) {
    throw new ArgumentError(
      `${caller}: ${actual.length} actual values and ${predicted.length} predictions; give one prediction per row`,
    );
  }
  if (actual.length === 0)
    throw new ArgumentError(`${caller}: actual and predicted values are empty; give at least one row`);
}

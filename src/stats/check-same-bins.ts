import { ArgumentError } from "../core/errors.js";

/**
 * Checks that shares or counts of two samples are over the same bins, are not empty, and are finite and not negative.
 *
 * @throws ArgumentError in the name of `caller`
 */
export function checkSameBins(caller: string, reference: ArrayLike<number>, current: ArrayLike<number>): void {
  if (reference.length !== current.length) {
    throw new ArgumentError(
      `${caller}: expected the same bins on both sides, got ${reference.length} and ${current.length}; use one set of edges for both samples`,
    );
  }
  if (reference.length === 0)
    throw new ArgumentError(`${caller}: expected at least one bin, got none; give the shares of each bin`);
  for (const [side, values] of [
    ["reference", reference],
    ["current", current],
  ] as const) {
    let total = 0;
    for (let bin = 0; bin < values.length; bin++) {
      const value = values[bin];
      if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
        throw new ArgumentError(`${caller}: ${side} bin ${bin} is ${value}; expected a share or count >= 0`);
      total += value;
    }
    if (!(total > 0)) throw new ArgumentError(`${caller}: every ${side} bin is 0; expected at least one value`);
  }
}

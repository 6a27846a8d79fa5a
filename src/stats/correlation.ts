import { ArgumentError } from "../core/errors.js";
import { powerOfTwo } from "./power-of-two.js";

/**
 * Pearson's correlation of two arrays of equal length, computed in two passes so that values far from 0 do not lose
 * precision. NaN when an array is constant or a value is missing.
 *
 * @throws ArgumentError when the lengths differ
 *
 * @example correlation([1, 2, 3], [2, 4, 7]) // 0.9933992678
 */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) {
    throw new ArgumentError(`correlation: ${a.length} and ${b.length} values; pass arrays of equal length`);
  }
  const [left, right] = [deviations(a), deviations(b)];
  let product = 0;
  let leftSquares = 0;
  let rightSquares = 0;
  for (let row = 0; row < left.length; row++) {
    const x = left[row];
    const y = right[row];
    product += x * y;
    leftSquares += x * x;
    rightSquares += y * y;
  }
  if (leftSquares === 0 || rightSquares === 0) return Number.NaN;
  return Math.max(-1, Math.min(1, product / Math.sqrt(leftSquares) / Math.sqrt(rightSquares)));
}

/** The differences from the mean, multiplied by a power of 2. */
function deviations(values: ArrayLike<number>): Float64Array {
  const power = powerOfTwo(values);
  const first = (values[0] ?? Number.NaN) * power;
  const shifted = new Float64Array(values.length);
  let total = 0;
  for (let row = 0; row < shifted.length; row++) {
    shifted[row] = (values[row] ?? Number.NaN) * power - first;
    total += shifted[row];
  }
  const mean = total / shifted.length;
  for (let row = 0; row < shifted.length; row++) shifted[row] -= mean;
  return shifted;
}

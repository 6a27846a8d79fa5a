import { ArgumentError } from "../core/errors.js";

/**
 * Pearson's correlation of two lists of equal length, in two passes so that values far from 0 keep their digits. NaN when one is constant
 * or a value is missing.
 *
 * @example correlation([1, 2, 3], [2, 4, 7]) // 0.9933992678
 */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) {
    throw new ArgumentError(`correlation: ${a.length} and ${b.length} values; give lists of equal length`);
  }
  const [own, other] = [deviations(a), deviations(b)];
  let product = 0;
  let ownSquares = 0;
  let otherSquares = 0;
  for (let row = 0; row < own.length; row++) {
    const [x, y] = [own[row], other[row]];
    product += x * y;
    ownSquares += x * x;
    otherSquares += y * y;
  }
  if (ownSquares === 0 || otherSquares === 0) return Number.NaN;
  return Math.max(-1, Math.min(1, product / Math.sqrt(ownSquares) / Math.sqrt(otherSquares)));
}

function deviations(values: ArrayLike<number>): Float64Array {
  const first = values[0];
  const moved = Float64Array.from(values, (value) => value - first);
  let total = 0;
  for (const value of moved) total += value;
  const mean = total / moved.length;
  return moved.map((value) => value - mean);
}

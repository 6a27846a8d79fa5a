import { powerOfTwo } from "../../stats/power-of-two.js";

/**
 * A power of 2 that brings finite values near 1, without rounding, where a sum over them has overflowed; else 1.
 *
 * @example overflowScale(3, [1], [2]) // 1
 */
export function overflowScale(total: number, ...columns: readonly ArrayLike<number>[]): number {
  if (Number.isFinite(total)) return 1;
  const scales = columns.map(powerOfTwo);
  if (columns.some((values) => !Array.prototype.every.call(values, Number.isFinite))) return 1;
  return Math.min(...scales, 1);
}

/** Every value times `scale`. */
export function timesScale(values: ArrayLike<number>, scale: number): Float64Array {
  return Float64Array.from(values, (value) => value * scale);
}

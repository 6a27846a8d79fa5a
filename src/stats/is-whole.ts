/**
 * Whether every value is a whole number. True for no values.
 *
 * @example isWhole(Float64Array.of(1, 2.5)) // false
 */
export function isWhole(values: Float64Array): boolean {
  for (let row = 0; row < values.length; row++) if (!Number.isInteger(values[row])) return false;
  return true;
}

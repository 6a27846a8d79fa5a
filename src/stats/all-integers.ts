/**
 * Whether every value is an integer. True for an empty array.
 *
 * @example isWhole(Float64Array.of(1, 2.5)) // false
 */
export function allIntegers(values: Float64Array): boolean {
  for (let row = 0; row < values.length; row++) if (!Number.isInteger(values[row])) return false;
  return true;
}

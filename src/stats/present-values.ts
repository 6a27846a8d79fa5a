/**
 * The values that are not missing (NaN), in order, as a new array.
 *
 * @example presentValues([1, NaN, 3]) // [1, 3]
 */
export function presentValues(values: ArrayLike<number>): Float64Array {
  const present = new Float64Array(values.length);
  let next = 0;
  for (let row = 0; row < values.length; row++) {
    // Arrays of Polars have null.
    const value = values[row] ?? Number.NaN;
    if (!Number.isNaN(value)) present[next++] = value;
  }
  return next === present.length ? present : present.slice(0, next);
}

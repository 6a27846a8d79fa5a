/**
 * The values that are not missing (NaN), in their order. As a new array.
 *
 * @example presentValues([1, NaN, 3]) // [1, 3]
 */
export function presentValues(values: ArrayLike<number>): Float64Array {
  const kept = new Float64Array(values.length);
  let next = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (!Number.isNaN(value)) kept[next++] = value;
  }
  return next === kept.length ? kept : kept.slice(0, next);
}

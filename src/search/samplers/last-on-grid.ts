/** The largest `low + k * step` that is at most `high`, for an integer k. */
export function lastOnGrid(low: number, high: number, step: number): number {
  return gridValue(low, step, Math.floor((high - low) / step + 1e-9));
}

/** `low + index * step`: exact for integers, else rounded to 15 digits, so that 0 + 3 * 0.1 is 0.3. */
export function gridValue(low: number, step: number, index: number): number {
  if (Number.isSafeInteger(low) && Number.isSafeInteger(step)) return low + index * step;
  return Number((low + index * step).toPrecision(15));
}

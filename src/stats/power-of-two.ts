/**
 * A power of 2 by which values can be multiplied, without rounding, so that their squares neither overflow nor become
 * 0; 1 where that needs none.
 */
export function powerOfTwo(values: ArrayLike<number>): number {
  let largest = 0;
  for (let row = 0; row < values.length; row++) {
    const size = Math.abs(values[row]);
    if (size > largest) largest = size;
  }
  if (largest === 0 || largest === Number.POSITIVE_INFINITY || (largest > 1e-100 && largest < 1e100)) return 1;
  return 2 ** Math.max(-1000, Math.min(1000, -Math.floor(Math.log2(largest))));
}

/**
 * The value that would stand at place `nth` if the values were sorted. Reorders them: smaller ones come to stand before that place,
 * larger ones after it (Hoare's selection).
 */
export function nthSmallest(values: Float64Array, nth: number): number {
  let first = 0;
  let last = values.length - 1;
  while (first < last) {
    const middle = middleOf(values[first] as number, values[(first + last) >> 1] as number, values[last] as number);
    let left = first;
    let right = last;
    while (left <= right) {
      while ((values[left] as number) < middle) left += 1;
      while ((values[right] as number) > middle) right -= 1;
      if (left > right) break;
      const kept = values[left] as number;
      values[left++] = values[right] as number;
      values[right--] = kept;
    }
    if (nth <= right) last = right;
    else if (nth >= left) first = left;
    else break;
  }
  return values[nth] as number;
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

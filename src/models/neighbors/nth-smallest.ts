/**
 * The value that would stand at place `nth` if the values were sorted. Reorders them: smaller ones come to stand before that place,
 * larger ones after it (Hoare's selection).
 */
export function nthSmallest(values: Float64Array, nth: number): number {
  let first = 0;
  let last = values.length - 1;
  while (first < last) {
    const middle = middleOf(values[first], values[(first + last) >> 1], values[last]);
    let left = first;
    let right = last;
    while (left <= right) {
      while (values[left] < middle) left += 1;
      while (values[right] > middle) right -= 1;
      if (left > right) break;
      const kept = values[left];
      values[left++] = values[right];
      values[right--] = kept;
    }
    if (nth <= right) last = right;
    else if (nth >= left) first = left;
    else break;
  }
  return values[nth];
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

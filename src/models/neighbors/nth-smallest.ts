/**
 * The value at index `nth` of the sorted values. Reorders the values: smaller ones are before that index, larger ones
 * after it (Hoare's selection).
 */
export function nthSmallest(values: Float64Array, nth: number): number {
  let first = 0;
  let last = values.length - 1;
  while (first < last) {
    const pivot = medianOfThree(values[first], values[(first + last) >> 1], values[last]);
    let left = first;
    let right = last;
    while (left <= right) {
      while (values[left] < pivot) left += 1;
      while (values[right] > pivot) right -= 1;
      if (left > right) break;
      const swapped = values[left];
      values[left++] = values[right];
      values[right--] = swapped;
    }
    if (nth <= right) last = right;
    else if (nth >= left) first = left;
    else break;
  }
  return values[nth];
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

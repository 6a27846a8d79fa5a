/** Ascending values, and the number of rows of each. */
export interface WeightedValues<Values extends Float64Array | Uint32Array = Float64Array> {
  readonly values: Values;
  readonly counts: Float64Array;
}

/** The values of sorted rows, and the number of rows of each. */
export function countSorted<Values extends Float64Array | Uint32Array>(sorted: Values): WeightedValues<Values> {
  const found = allocate(sorted, sorted.length);
  let next = 0;
  for (let row = 0; row < sorted.length; row++) {
    const value = sorted[row];
    if (next === 0 || value !== found.values[next - 1]) found.values[next++] = value;
    found.counts[next - 1]++;
  }
  return cut(found, next);
}

/** The values of both, and the number of rows of each in both. */
export function mergeWeighted<Values extends Float64Array | Uint32Array>(
  a: WeightedValues<Values>,
  b: WeightedValues<Values>,
): WeightedValues<Values> {
  if (a.values.length === 0) return b;
  const merged = allocate(a.values, a.values.length + b.values.length);
  const { values, counts } = merged;
  let [i, j, next] = [0, 0, 0];
  for (; i < a.values.length || j < b.values.length; next++) {
    const isFirst = i < a.values.length && (j === b.values.length || a.values[i] <= b.values[j]);
    const isSecond = j < b.values.length && (!isFirst || a.values[i] === b.values[j]);
    values[next] = isFirst ? a.values[i] : b.values[j];
    if (isFirst) counts[next] += a.counts[i++];
    if (isSecond) counts[next] += b.counts[j++];
  }
  return cut(merged, next);
}

/**
 * Of more than `most` values, runs of rare neighbours are merged into their largest, so that none of them has more than
 * 1 / `most` of the rows; the smallest and the largest value stay.
 */
export function shrinkWeighted<Values extends Float64Array | Uint32Array>(
  weighted: WeightedValues<Values>,
  most: number,
): WeightedValues<Values> {
  const { values, counts } = weighted;
  if (values.length <= most) return weighted;
  const share = sumCounts(counts) / most;
  const shrunk = allocate(values, values.length);
  let [next, rows] = [0, 0];
  for (let index = 0; index < values.length; index++) {
    rows += counts[index];
    const isEnd = index === 0 || index + 1 === values.length || rows + counts[index + 1] > share;
    if (!isEnd) continue;
    shrunk.values[next] = values[index];
    shrunk.counts[next++] = rows;
    rows = 0;
  }
  return cut(shrunk, next);
}

/** The number of rows. */
export function sumCounts(counts: Float64Array): number {
  let total = 0;
  for (let index = 0; index < counts.length; index++) total += counts[index];
  return total;
}

function allocate<Values extends Float64Array | Uint32Array>(like: Values, length: number): WeightedValues<Values> {
  const values = new (like.constructor as new (length: number) => Values)(length);
  return { values, counts: new Float64Array(length) };
}

function cut<Values extends Float64Array | Uint32Array>(
  { values, counts }: WeightedValues<Values>,
  end: number,
): WeightedValues<Values> {
  return { values: values.slice(0, end) as Values, counts: counts.slice(0, end) };
}

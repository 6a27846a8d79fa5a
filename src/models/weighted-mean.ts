/** The weighted mean, summed as differences from the first value to preserve the digits of large values. */
export function weightedMean(values: Float64Array, weights?: Float64Array): number {
  const first = values[0] ?? Number.NaN;
  let total = 0;
  if (weights !== undefined) {
    let weight = 0;
    for (let row = 0; row < values.length; row++) {
      total += weights[row] * (values[row] - first);
      weight += weights[row];
    }
    return first + total / weight;
  }
  for (let row = 0; row < values.length; row++) total += values[row] - first;
  return first + total / values.length;
}

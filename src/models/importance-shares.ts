/** Each feature's share of the total weight, largest first; 0 where the total is 0. */
export function importanceShares(
  names: readonly string[],
  weights: Float64Array,
  total: number = weights.reduce((sum, weight) => sum + weight, 0),
): ReadonlyMap<string, number> {
  const shares = names.map((name, index) => [name, total === 0 ? 0 : weights[index] / total] as const);
  return new Map(shares.sort((a, b) => b[1] - a[1]));
}

/**
 * A score in multiples of its threshold, drift where it is >= 1, so that scores of different methods can be ranked: a
 * distance divided by its threshold; a p-value gains 1 for every two powers of ten below it.
 *
 * @example driftStrength({ scoreIs: "p-value", score: 0.0005, threshold: 0.05 }) // 2
 */
export function driftStrength(found: {
  readonly scoreIs: "p-value" | "distance";
  readonly score: number;
  readonly threshold: number;
}): number {
  const { scoreIs, score, threshold } = found;
  if (scoreIs === "distance") return threshold === 0 ? Number.POSITIVE_INFINITY : score / threshold;
  if (score > threshold) return threshold / score;
  return score === 0 ? Number.POSITIVE_INFINITY : 1 + Math.log10(threshold / score) / 2;
}

/** Coefficients B(2k) / (2k) of the asymptotic series, lowest order first. */
const series = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32_760, 1 / 12];

/**
 * The derivative of the logarithm of the gamma function of a positive number, NaN otherwise. Asymptotic series, after
 * shifting small arguments up.
 *
 * @example digamma(1) // -0.57721566490153
 */
export function digamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  let shifted = x;
  let below = 0;
  while (shifted < 12) {
    below += 1 / shifted;
    shifted += 1;
  }
  const square = 1 / (shifted * shifted);
  let tail = 0;
  for (let term = series.length - 1; term >= 0; term--) tail = (tail + series[term]) * square;
  return Math.log(shifted) - 1 / (2 * shifted) - tail - below;
}

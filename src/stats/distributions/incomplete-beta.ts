import { logGamma, stirlingTail } from "./log-gamma.js";

/**
 * The regularised incomplete beta function I_x(a, b): the probability that a beta variable is at most x. Lentz's
 * continued fraction, on the side where it converges fast. NaN for invalid arguments.
 *
 * @example incompleteBeta(2, 3, 0.5) // 0.6875
 */
export function incompleteBeta(a: number, b: number, x: number): number {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) return Number.NaN;
  if (x === 0 || x === 1) return x;
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(Math.min(a, b), Math.max(a, b)));
  return x < (a + 1) / (a + b + 2) ? (front * fraction(a, b, x)) / a : 1 - (front * fraction(b, a, 1 - x)) / b;
}

function fraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  const safe = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / safe(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let step = 1; step < 10_000; step++) {
    const even = (step * (b - step) * x) / ((a + 2 * step - 1) * (a + 2 * step));
    d = 1 / safe(1 + even * d);
    c = safe(1 + even / c);
    value *= d * c;
    const odd = (-(a + step) * (a + b + step) * x) / ((a + 2 * step) * (a + 2 * step + 1));
    d = 1 / safe(1 + odd * d);
    c = safe(1 + odd / c);
    const change = d * c;
    value *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return value;
}

/**
 * Logarithm of the beta function, small <= large. Stirling's formula is split so that large terms cancel before
 * rounding.
 */
function logBeta(small: number, large: number): number {
  const sum = small + large;
  if (large < 10) return logGamma(small) + logGamma(large) - logGamma(sum);
  const rest = stirlingTail(large) - stirlingTail(sum);
  const share = Math.log1p(-small / sum);
  if (small < 10) return logGamma(small) + rest + small - small * Math.log(sum) + (large - 0.5) * share;
  return (
    0.5 * Math.log((2 * Math.PI) / large) +
    stirlingTail(small) +
    rest +
    (small - 0.5) * Math.log(small / sum) +
    large * share
  );
}

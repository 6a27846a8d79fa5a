import { logGamma } from "./log-gamma.js";

/**
 * The regularised upper incomplete gamma function Q(shape, x): the probability that a gamma variable of that shape
 * exceeds x. Series below shape + 1, Lentz's continued fraction above, so that small tails have full relative
 * precision.
 *
 * @example incompleteGamma(1, 2) // 0.1353352832366127
 */
export function incompleteGamma(shape: number, x: number): number {
  if (!(shape > 0 && x >= 0)) return Number.NaN;
  if (x === 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const scale = Math.exp(shape * Math.log(x) - x - logGamma(shape));
  return x < shape + 1 ? 1 - scale * lowerSeries(shape, x) : scale * upperFraction(shape, x);
}

function lowerSeries(shape: number, x: number): number {
  let term = 1 / shape;
  let total = term;
  for (let step = 1; term > total * 1e-17; step++) {
    term *= x / (shape + step);
    total += term;
  }
  return total;
}

function upperFraction(shape: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - shape;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let step = 1; step < 1e6; step++) {
    const a = -step * (step - shape);
    b += 2;
    d = a * d + b;
    d = 1 / (Math.abs(d) < tiny ? tiny : d);
    c = b + a / c;
    c = Math.abs(c) < tiny ? tiny : c;
    const change = d * c;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return fraction;
}

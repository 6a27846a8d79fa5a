import { stirlingTail } from "./log-gamma.js";

/**
 * The exact probability that the one-sided Kolmogorov-Smirnov statistic of `count` values exceeds `x` (Birnbaum and
 * Tingey, 1951): x * sum over j of C(n, j) (x + j/n)^(j-1) (1 - x - j/n)^(n-j). Every term is positive, so no terms
 * cancel.
 *
 * @example smirnovSurvival(0.5, 10) // 0.0039
 */
export function smirnovSurvival(x: number, count: number): number {
  if (x <= 0) return 1;
  if (x >= 1) return 0;
  // The terms around the largest dominate the sum: add outwards from it and stop where a term is negligible.
  const last = Math.floor(count * (1 - x));
  const top = largestTerm(x, count, last);
  const scale = logTerm(x, count, top);
  let total = 1;
  for (const direction of [1, -1]) {
    for (let index = top + direction; index >= 0 && index <= last; index += direction) {
      const term = Math.exp(logTerm(x, count, index) - scale);
      total += term;
      if (term < 1e-18 * total && Math.abs(index - top) > 40) break;
    }
  }
  return x * Math.exp(scale) * total;
}

/** Index of the largest term; the logarithms of the terms rise and then fall. */
function largestTerm(x: number, count: number, last: number): number {
  let low = 0;
  let high = last;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (logTerm(x, count, middle + 1) > logTerm(x, count, middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Logarithm of one term. For 0 < j < n the factorials and powers are combined by Stirling's formula, so that their huge
 * logarithms are never added: C(n, j) (j/n)^j (1 - j/n)^(n-j) = sqrt(n / (2 pi j (n-j))) * exp(tails), times (1 +
 * nx/j)^j (1 - nx/(n-j))^(n-j).
 */
function logTerm(x: number, count: number, index: number): number {
  const rest = count - index;
  const reached = x + index / count;
  if (index === 0) return count * Math.log1p(-x) - Math.log(x);
  if (rest === 0) return (count - 1) * Math.log(reached);
  const shift = count * x;
  if (shift >= rest) return Number.NEGATIVE_INFINITY;
  return (
    logBinomialPeak(count, index, rest) +
    index * Math.log1p(shift / index) +
    rest * Math.log1p(-shift / rest) -
    Math.log(reached)
  );
}

function logBinomialPeak(count: number, index: number, rest: number): number {
  return 0.5 * Math.log(count / (2 * Math.PI * index * rest)) + tail(count) - tail(index) - tail(rest);
}

const exactTails = exactStirlingTails();

function tail(x: number): number {
  return x < exactTails.length ? exactTails[x] : stirlingTail(x);
}

/** log(n!) - (log(2 pi n) / 2 + n log n - n) for n below 16, where the series is not exact. */
function exactStirlingTails(): readonly number[] {
  const tails = [0];
  let factorial = 1;
  for (let n = 1; n < 16; n++) {
    factorial *= n;
    tails.push(Math.log(factorial) - 0.5 * Math.log(2 * Math.PI * n) - n * Math.log(n) + n);
  }
  return tails;
}

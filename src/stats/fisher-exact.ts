import { ArgumentError } from "../core/errors.js";
import { logGamma } from "./distributions/log-gamma.js";
import type { Proportion } from "./proportion-z.js";

/** Terms below this part of the probability found are left out. */
const negligible = 1e-16;

/**
 * Two-sided p-value of Fisher's exact test that two shares are equal: the sum of the probabilities of all tables with
 * these margins that are at most as probable as the one found, as `scipy.stats.fisher_exact`.
 *
 * @throws ArgumentError when counts are not integers or hits are not in 0..count
 *
 * @example fisherExact({ hits: 8, count: 10 }, { hits: 1, count: 6 }) // 0.0350
 */
export function fisherExact(reference: Proportion, current: Proportion): number {
  for (const { hits, count } of [reference, current]) {
    if (!(hits >= 0 && hits <= count && Number.isInteger(hits) && Number.isInteger(count)))
      throw new ArgumentError(
        `fisherExact: expected integers 0 <= hits <= count, got ${hits} of ${count}; pass the number of hits before that of all`,
      );
  }
  const [first, second, hits] = [reference.count, current.count, reference.hits + current.hits];
  const low = Math.max(0, hits - first);
  const high = Math.min(hits, second);
  if (low === high) return 1;
  const logTerm = (own: number): number => logChoose(second, own) + logChoose(first, hits - own);
  const total = logChoose(first + second, hits);
  // Terms as probable as the one found differ from it by the rounding errors of large logarithms.
  const tolerance = Math.max(1e-7, 4 * Number.EPSILON * logGamma(first + second + 1));
  const limit = Math.exp(logTerm(current.hits) - total) * (1 + tolerance);
  const mode = Math.min(high, Math.max(low, Math.floor(((hits + 1) * (second + 1)) / (first + second + 2))));
  let sum = 0;
  for (const [from, step] of [
    [mode, 1],
    [mode - 1, -1],
  ] as const) {
    let term = from < low ? 0 : Math.exp(logTerm(from) - total);
    for (let own = from; own >= low && own <= high && term > limit * negligible; own += step) {
      if (term <= limit) sum += term;
      term *=
        step === 1
          ? ((second - own) * (hits - own)) / ((own + 1) * (first - hits + own + 1))
          : (own * (first - hits + own)) / ((second - own + 1) * (hits - own + 1));
    }
  }
  return Math.min(1, sum);
}

function logChoose(all: number, some: number): number {
  return logGamma(all + 1) - logGamma(some + 1) - logGamma(all - some + 1);
}

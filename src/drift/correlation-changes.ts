import { normalCumulative } from "../stats/distributions/normal-cumulative.js";
import { holm } from "./decide-drift.js";
import { type CorrelationProfile, getCorrelation } from "./rank-correlations.js";

/** Two columns that go together differently than in the reference. */
export interface CorrelationChange {
  readonly one: string;
  readonly other: string;
  /** Rank correlations (Spearman). */
  readonly before: number;
  readonly after: number;
  /** Probability of such a change by chance, corrected for the number of pairs. */
  readonly pValue: number;
}

const [alpha, fewestRows] = [0.01, 30];
/** A smaller change does not matter, however certain it is. */
const smallestChange = 0.2;

/**
 * Pairs of columns whose rank correlation changed by at least 0.2 and more than chance (Fisher's transformation, Holm's
 * correction), the largest change first.
 *
 * @example
 * const rows = { columns: ["a", "b"], values: [0.9], rows: 500 };
 * correlationChanges(rows, { ...rows, values: [0.1] })[0]?.after; // 0.1
 */
export function correlationChanges(
  reference: CorrelationProfile,
  current: CorrelationProfile,
): readonly CorrelationChange[] {
  const rows = Math.min(reference.rows, current.rows);
  if (rows < fewestRows) return [];
  const pairs = reference.columns.flatMap((one, index) =>
    reference.columns.slice(index + 1).flatMap((other) => {
      const [before, after] = [getCorrelation(reference, one, other), getCorrelation(current, one, other)];
      return before === null || after === null ? [] : [{ one, other, before, after }];
    }),
  );
  // 1.06: the variance of Spearman's coefficient after the transformation (Fieller, Hartley and Pearson 1957).
  const deviation = Math.sqrt(1.06 / (reference.rows - 3) + 1.06 / (current.rows - 3));
  const corrected = holm(
    pairs.map(({ before, after }) => 2 * normalCumulative(-Math.abs(fisher(after) - fisher(before)) / deviation)),
  );
  return pairs
    .map((pair, index) => ({ ...pair, pValue: corrected[index] as number }))
    .filter(({ before, after, pValue }) => pValue <= alpha && Math.abs(after - before) >= smallestChange)
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
}

function fisher(correlation: number): number {
  return Math.atanh(Math.max(-limit, Math.min(limit, correlation)));
}

/** Columns that say the same have 1, whose transformation is infinite. */
const limit = 0.999;

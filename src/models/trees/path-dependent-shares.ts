import type { LeafPath } from "./tree-paths.js";

/** How a leaf's value is attributed to features. */
export interface LeafShares {
  /** The share of rows that reach the leaf when no feature is known. */
  readonly reached: number;
  /**
   * Writes the contribution of each feature of the path to `target`, starting at `first`, for rows that agree with the
   * features in `mask`.
   */
  fill(target: Float64Array, first: number, mask: number): void;
}

/**
 * Shares where an unknown feature continues towards the leaf with the share of training rows that did.
 *
 * With A the features agreed with, d features in total and z their shares, the probability of reaching the leaf with k
 * of the others known is a coefficient of the product over A of (z + x), times z of the features not agreed with.
 */
export function pathDependentShares({ features, shares, value }: LeafPath): LeafShares {
  const count = features.length;
  const weights = orderWeights(count);
  const terms = new Float64Array(count + 1);
  return {
    reached: shares.reduce((product, share) => product * share, 1),
    fill(target, first, mask) {
      let others = value;
      let degree = 0;
      terms.fill(0);
      terms[0] = 1;
      for (let slot = 0; slot < count; slot++) {
        const share = shares[slot];
        if (((mask >>> slot) & 1) === 0) others *= share;
        else {
          degree += 1;
          for (let power = degree; power > 0; power--) terms[power] = terms[power] * share + terms[power - 1];
          terms[0] *= share;
        }
      }
      let disagrees = 0;
      for (let power = 0; power <= degree; power++) disagrees -= others * terms[power] * weights[power];
      for (let slot = 0; slot < count; slot++) {
        const share = shares[slot];
        // The terms divided by (share + x), from the highest: shares are at most 1, so errors do not grow.
        let [term, total] = [0, 0];
        for (let power = degree; power > 0; power--) {
          term = terms[power] - share * term;
          total += term * weights[power - 1];
        }
        target[first + slot] = (mask >>> slot) & 1 ? others * (1 - share) * total : disagrees;
      }
    },
  };
}

/**
 * For k = 0..count - 1: the probability that, in a random order of the features, a given one comes after exactly k
 * given others.
 */
function orderWeights(count: number): Float64Array {
  const weights = new Float64Array(count);
  let weight = 1 / count;
  for (let power = 0; power < count; power++) {
    weights[power] = weight;
    weight *= (power + 1) / (count - 1 - power);
  }
  return weights;
}

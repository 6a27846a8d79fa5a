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
  const getWeight = (mask: number, without: number): number => {
    terms.fill(0);
    terms[0] = 1;
    let degree = 0;
    for (let slot = 0; slot < count; slot++) {
      if (((mask >>> slot) & 1) === 0 || slot === without) continue;
      const share = shares[slot];
      degree += 1;
      for (let power = degree; power > 0; power--) {
        terms[power] = terms[power] * share + terms[power - 1];
      }
      terms[0] = terms[0] * share;
    }
    let total = 0;
    for (let power = 0; power <= degree; power++) total += terms[power] * weights[power];
    return total;
  };
  return {
    reached: shares.reduce((product, share) => product * share, 1),
    fill(target, first, mask) {
      let others = value;
      for (let slot = 0; slot < count; slot++) if (((mask >>> slot) & 1) === 0) others *= shares[slot];
      const disagrees = -others * getWeight(mask, none);
      for (let slot = 0; slot < count; slot++) {
        const agrees = ((mask >>> slot) & 1) === 1;
        target[first + slot] = agrees ? others * (1 - shares[slot]) * getWeight(mask, slot) : disagrees;
      }
    },
  };
}

const none = -1;

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

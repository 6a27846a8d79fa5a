import type { LeafPath } from "./tree-paths.js";

/** How a leaf's value is shared out. */
export interface LeafShares {
  /** The share of rows of which nothing is known that reach the leaf. */
  readonly reached: number;
  /** Writes what each feature of the path adds, from `target[first]` on, for rows that agree with the features in `mask`. */
  fill(target: Float64Array, first: number, mask: number): void;
}

/**
 * Shares where an unknown feature goes on towards the leaf with the share of training rows that did.
 *
 * With A the features agreed with, d features in all and z their shares, the chance of reaching the leaf with k of the others known
 * is a coefficient of the product over A of (z + x), times z of those not agreed with.
 */
export function pathDependentShares({ features, shares, value }: LeafPath): LeafShares {
  const count = features.length;
  const weights = orderWeights(count);
  const terms = new Float64Array(count + 1);
  const weightOf = (mask: number, without: number): number => {
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
      const disagrees = -others * weightOf(mask, nobody);
      for (let slot = 0; slot < count; slot++) {
        const agrees = ((mask >>> slot) & 1) === 1;
        target[first + slot] = agrees ? others * (1 - shares[slot]) * weightOf(mask, slot) : disagrees;
      }
    },
  };
}

const nobody = -1;

/** For k = 0..count - 1: the chance that, in a random order of the features, a given one comes after exactly k given others. */
function orderWeights(count: number): Float64Array {
  const weights = new Float64Array(count);
  let weight = 1 / count;
  for (let power = 0; power < count; power++) {
    weights[power] = weight;
    weight *= (power + 1) / (count - 1 - power);
  }
  return weights;
}

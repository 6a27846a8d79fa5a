import { ArgumentError } from "../core/errors.js";
import { erfc } from "./distributions/error-function.js";

/** A two-sided test that two shares are equal. */
export interface ProportionZ {
  readonly z: number;
  readonly pValue: number;
  /** Share in the current sample minus share in the reference. */
  readonly difference: number;
}

/** A share: `hits` of `count` rows. */
export interface Proportion {
  readonly hits: number;
  readonly count: number;
}

/**
 * Two-sample z test of equal shares with the pooled variance. When both shares are 0, or both are 1, z is 0 and p is 1.
 *
 * @throws ArgumentError when a count is not above 0 or hits are not in 0..count
 *
 * @example proportionZ({ hits: 30, count: 100 }, { hits: 45, count: 100 }).pValue // 0.0285
 */
export function proportionZ(reference: Proportion, current: Proportion): ProportionZ {
  for (const { hits, count } of [reference, current]) {
    if (!(count > 0 && hits >= 0 && hits <= count)) {
      throw new ArgumentError(
        `proportionZ: expected 0 <= hits <= count and count > 0, got ${hits} of ${count}; pass the number of hits before that of all`,
      );
    }
  }
  const before = reference.hits / reference.count;
  const after = current.hits / current.count;
  const pooled = (reference.hits + current.hits) / (reference.count + current.count);
  const variance = pooled * (1 - pooled) * (1 / reference.count + 1 / current.count);
  const z = variance === 0 ? 0 : (before - after) / Math.sqrt(variance);
  return { z, pValue: erfc(Math.abs(z) / Math.SQRT2), difference: after - before };
}

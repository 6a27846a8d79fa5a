import { chiSquareMethod } from "./chi-square-method.js";
import type { DriftMethod } from "./drift-method.js";
import { jensenShannonMethod } from "./jensen-shannon-method.js";
import { kolmogorovSmirnovMethod } from "./kolmogorov-smirnov-method.js";
import { proportionZMethod } from "./proportion-z-method.js";
import { presentCount } from "./sample.js";
import { distinctValues, type SamplePair } from "./sample-pair.js";
import { wassersteinMethod } from "./wasserstein-method.js";

/**
 * References up to this size are tested for significance, larger ones measured by distance: on many rows every p-value
 * is small.
 */
const smallSample = 1_000;

/**
 * The method that fits the column, as Evidently chooses: by kind, by the number of distinct values in both samples, and
 * by the number of reference values.
 */
export function chooseDriftMethod(pair: SamplePair): DriftMethod {
  const small = presentCount(pair.reference) <= smallSample;
  const distinct = distinctValues(pair, 6);
  if (pair.kind === "number" && distinct > 5) return small ? kolmogorovSmirnovMethod : wassersteinMethod;
  if (!small) return jensenShannonMethod;
  return distinct <= 2 ? proportionZMethod : chiSquareMethod;
}

import { populationStabilityIndex } from "../stats/population-stability-index.js";
import { binShares } from "./bin-shares.js";
import type { DriftMethod } from "./drift-method.js";

/** Population stability index over common bins. */
export const populationStabilityIndexMethod: DriftMethod = {
  name: "population-stability-index",
  kinds: ["number", "category"],
  threshold: 0.1,
  scoreIs: "distance",
  atThreshold: true,
  measure(pair) {
    const { reference, current } = binShares(pair);
    return { score: populationStabilityIndex(reference, current) };
  },
};

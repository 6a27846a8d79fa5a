import { populationStabilityIndex } from "../stats/population-stability-index.js";
import { binDistanceMethod } from "./bin-distance-method.js";
import type { DriftMethod } from "./drift-method.js";

/** Population stability index over common bins. */
export const populationStabilityIndexMethod: DriftMethod = binDistanceMethod(
  "population-stability-index",
  populationStabilityIndex,
);

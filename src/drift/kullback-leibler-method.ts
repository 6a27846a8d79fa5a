import { kullbackLeibler } from "../stats/kullback-leibler.js";
import { binDistanceMethod } from "./bin-distance-method.js";
import type { DriftMethod } from "./drift-method.js";

/** Kullback-Leibler divergence of the current from the reference sample over common bins. */
export const kullbackLeiblerMethod: DriftMethod = binDistanceMethod("kullback-leibler", kullbackLeibler);

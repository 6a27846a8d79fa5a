import { kullbackLeibler } from "../stats/kullback-leibler.js";
import { binShares } from "./bin-shares.js";
import type { DriftMethod } from "./drift-method.js";

/** Kullback-Leibler divergence of the current from the reference sample over common bins. */
export const kullbackLeiblerMethod: DriftMethod = {
  name: "kullback-leibler",
  kinds: ["number", "category"],
  threshold: 0.1,
  scoreIs: "distance",
  atThreshold: true,
  measure(pair) {
    const { reference, current } = binShares(pair);
    return { score: kullbackLeibler(reference, current) };
  },
};

import { binShares } from "./bin-shares.js";
import type { DriftMethod } from "./drift-method.js";

/** A drift test by a distance between the shares of two samples over common bins. */
export function binDistanceMethod(
  name: string,
  distance: (reference: Float64Array, current: Float64Array) => number,
): DriftMethod {
  return {
    name,
    kinds: ["number", "category"],
    threshold: 0.1,
    scoreIs: "distance",
    atThreshold: true,
    measure(pair) {
      const { reference, current } = binShares(pair);
      return { score: distance(reference, current) };
    },
  };
}

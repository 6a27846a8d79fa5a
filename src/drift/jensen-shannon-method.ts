import { jensenShannon } from "../stats/jensen-shannon.js";
import { binShares } from "./bin-shares.js";
import type { DriftMethod } from "./drift-method.js";

/** Jensen-Shannon distance over common bins. */
export const jensenShannonMethod: DriftMethod = {
  name: "jensen-shannon",
  kinds: ["number", "category"],
  threshold: 0.1,
  scoreIs: "distance",
  atThreshold: true,
  measure(pair) {
    const { reference, current } = binShares(pair);
    return { score: jensenShannon(reference, current) };
  },
};

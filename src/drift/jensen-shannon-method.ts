import { jensenShannon } from "../stats/jensen-shannon.js";
import { binDistanceMethod } from "./bin-distance-method.js";
import type { DriftMethod } from "./drift-method.js";

/** Jensen-Shannon distance over common bins. */
export const jensenShannonMethod: DriftMethod = binDistanceMethod("jensen-shannon", jensenShannon);

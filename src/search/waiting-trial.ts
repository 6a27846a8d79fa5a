import type { Params } from "./space/space.js";
import type { Trial } from "./trial.js";

/** A new waiting trial at a point. */
export function waitingTrial(number: number, params: Params): Trial {
  return {
    number,
    state: "waiting",
    params,
    value: undefined,
    intermediate: [],
    startedAt: undefined,
    durationMs: undefined,
    message: undefined,
  };
}

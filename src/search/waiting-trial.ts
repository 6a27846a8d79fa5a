import type { Params } from "./space/space.js";
import type { Trial } from "./trial.js";

/** A trial that has a point and nothing else yet. */
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

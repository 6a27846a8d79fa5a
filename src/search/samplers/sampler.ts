import type { RandomSource } from "../../core/random-source.js";
import type { Params, Space } from "../space/space.js";
import type { Direction, Directions } from "../study-data.js";
import type { Trial } from "../trial.js";

/**
 * Chooses the points of a search. A sampler keeps nothing between calls: what it suggests follows from the task alone,
 * so that a resumed search goes on as if it had never stopped.
 */
export interface Sampler {
  /** One word, kept with the study. */
  readonly kind: string;
  /** How many points it can suggest in this space, Infinity when there is no end. Throws when the space does not suit it. */
  pointCount(space: Space): number;
  /** The next point, undefined when there is none left. */
  suggest(task: SamplingTask): Params | undefined;
}

/** What a sampler may look at. */
export interface SamplingTask {
  readonly space: Space;
  readonly direction: Direction;
  /** What each of several objectives is to become, by name; undefined for a search with one. */
  readonly directions?: Directions | undefined;
  /** Every trial there is, by number: ended, running and waiting. */
  readonly trials: readonly Trial[];
  /** Seed of the search, for what all suggestions share. */
  readonly seed: number;
  /** Randomness of this one suggestion; it follows from the seed and the number of the trial. */
  readonly random: RandomSource;
  /** Whether a point may be tried; every point may when it is left out. A sampler gives only points that may. */
  readonly constraint?: (params: Params) => boolean;
}

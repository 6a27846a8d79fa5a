import type { RandomSource } from "../../core/random-source.js";
import type { Params, Space } from "../space/space.js";
import type { Direction, Directions } from "../study-data.js";
import type { Trial } from "../trial.js";

/**
 * Suggests the points of a search. A sampler is stateless: its suggestion depends on the task alone, so a resumed
 * search continues as if it had not been interrupted.
 */
export interface Sampler {
  /** Name of the sampler, stored with the study. */
  readonly kind: string;
  /** Number of points in this space, possibly Infinity. Throws when the sampler does not support the space. */
  pointCount(space: Space): number;
  /** The next point; undefined when all points are used. */
  suggest(task: SamplingTask): Params | undefined;
}

/** The input of a sampler. */
export interface SamplingTask {
  readonly space: Space;
  readonly direction: Direction;
  /** The direction of each of several objectives; undefined for a single objective. */
  readonly directions?: Directions | undefined;
  /** All trials by number: ended, running and waiting. */
  readonly trials: readonly Trial[];
  /** Seed of the search. */
  readonly seed: number;
  /** Random source of this suggestion, derived from the seed and the trial number. */
  readonly random: RandomSource;
  /** Whether a point is allowed. A sampler returns only allowed points. Default: all are. */
  readonly constraint?: ((params: Params) => boolean) | undefined;
}

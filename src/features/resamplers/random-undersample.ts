import { randomSource } from "../../core/random-source.js";
import { takeTrainingRows } from "../take-training-rows.js";
import { checkRatio, classRows } from "./class-rows.js";
import type { Resampler } from "./resampler.js";

export interface RandomSampleOptions {
  /** Rows of the smallest class per row of each other class, afterwards. Default: 1, all classes equal. */
  readonly ratio?: number;
  readonly seed: number;
}

/**
 * Training rows with fewer rows of the larger classes: drawn without replacement until the smallest class has at least `ratio` rows for each of
 * theirs. Rows stay in their order.
 *
 * @example randomUndersample({ ratio: 0.8, seed: 17 }).kind // "randomUndersample"
 */
export function randomUndersample({ ratio = 1, seed }: RandomSampleOptions): Resampler {
  checkRatio("randomUndersample", ratio);
  return {
    kind: "randomUndersample",
    resample(training) {
      const random = randomSource(seed);
      const classes = classRows("randomUndersample", training.target);
      const smallest = classes.at(-1)?.rows.length ?? 0;
      const wanted = Math.floor(smallest / ratio);
      const kept = classes.flatMap(({ rows }) => {
        if (rows.length <= wanted) return rows;
        return [...random.permutation(rows.length).subarray(0, wanted)].map((place) => rows[place]);
      });
      return takeTrainingRows(training, Int32Array.from(kept).sort());
    },
  };
}

import { randomSource } from "../../core/random-source.js";
import { takeTrainingRows } from "../take-training-rows.js";
import { checkRatio, classRows } from "./class-rows.js";
import type { Resampler } from "./resampler.js";

export interface RandomSampleOptions {
  /**
   * Rows of the smallest class per row of each other class in the result.
   *
   * @default 1
   */
  readonly ratio?: number | undefined;
  readonly seed: number;
}

/**
 * A resampler that reduces the larger classes: drawn without replacement until the smallest class has at least `ratio`
 * rows per row of each. The order of the rows is unchanged.
 *
 * @example randomUndersample({ ratio: 0.8, seed: 17 }).kind // "randomUndersample"
 */
export function randomUndersample({ ratio = 1, seed }: RandomSampleOptions): Resampler {
  checkRatio("randomUndersample", ratio);
  return {
    kind: "randomUndersample",
    resample(training) {
      const random = randomSource(seed, "randomUndersample");
      const classes = classRows("randomUndersample", training.target);
      const smallest = classes.at(-1)?.rows.length ?? 0;
      const limit = Math.floor(smallest / ratio);
      const selected = classes.flatMap(({ rows }) => {
        if (rows.length <= limit) return rows;
        return [...random.permutation(rows.length).subarray(0, limit)].map((index) => rows[index]);
      });
      return takeTrainingRows(training, Int32Array.from(selected).sort());
    },
  };
}

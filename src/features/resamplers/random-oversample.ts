import { randomSource } from "../../core/random-source.js";
import { takeTrainingRows } from "../take-training-rows.js";
import { checkRatio, classRows } from "./class-rows.js";
import type { RandomSampleOptions } from "./random-undersample.js";
import type { Resampler } from "./resampler.js";

/**
 * A resampler that repeats rows of the smaller classes: drawn with replacement until each has `ratio` rows per row of
 * the largest class. The original rows come first, in order.
 *
 * @example randomOversample({ seed: 17 }).kind // "randomOversample"
 */
export function randomOversample({ ratio = 1, seed }: RandomSampleOptions): Resampler {
  checkRatio("randomOversample", ratio);
  return {
    kind: "randomOversample",
    resample(training) {
      const random = randomSource(seed, "randomOversample");
      const classes = classRows("randomOversample", training.target);
      const required = Math.floor((classes[0]?.rows.length ?? 0) * ratio);
      const added = classes.flatMap(({ rows }) =>
        Array.from({ length: Math.max(0, required - rows.length) }, () => rows[random.integer(rows.length)]),
      );
      return takeTrainingRows(training, Int32Array.from([...training.target.keys(), ...added]));
    },
  };
}

import { randomPoint, valueAt } from "./random-sampler.js";
import type { Sampler } from "./sampler.js";
import { sobolDimensions, sobolPoint } from "./sobol-point.js";
import { trialRandom } from "./trial-random.js";

/**
 * Points of a Sobol sequence, shifted by the seed: they fill the space more evenly than random ones, without the gaps and clusters
 * of those. Best in numbers of trials that are a power of two. Parameters beyond the fortieth are random.
 */
export function quasiRandomSampler(): Sampler {
  return {
    kind: "quasi-random",
    pointCount: () => Number.POSITIVE_INFINITY,
    suggest: ({ space, trials, seed, random }) => {
      const names = Object.keys(space).slice(0, sobolDimensions);
      const point = sobolPoint(trials.length, names.length);
      const shift = trialRandom(seed, -1);
      const values = names.map((name, dimension) => {
        const word = ((point[dimension] as number) ^ Math.floor(shift.uniform() * 2 ** 32)) >>> 0;
        const parameter = space[name];
        return [name, parameter === undefined ? null : valueAt(parameter, (word + 0.5) / 2 ** 32)] as const;
      });
      return { ...randomPoint(space, random), ...Object.fromEntries(values) };
    },
  };
}

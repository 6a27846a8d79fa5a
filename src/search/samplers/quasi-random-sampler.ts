import { buildPoint, flatSpace } from "../space/active-parameters.js";
import { allowedPoint } from "../space/allowed-point.js";
import type { Params } from "../space/space.js";
import { valueAt } from "./random-sampler.js";
import type { Sampler, SamplingTask } from "./sampler.js";
import { sobolDimensions, sobolPoint } from "./sobol-point.js";
import { trialRandom } from "./trial-random.js";

/**
 * A sampler of a Sobol sequence with a digital shift by the seed, which covers the space more evenly than random
 * points. Use a number of trials that is a power of two. Parameters beyond the fortieth are random. Points that the
 * constraint refuses are skipped.
 *
 * @example quasiRandomSampler().kind // "quasi-random"
 */
export function quasiRandomSampler(): Sampler {
  return {
    kind: "quasi-random",
    pointCount: () => Number.POSITIVE_INFINITY,
    suggest: (task) => {
      if (task.constraint === undefined) return sequencePoint(task, task.trials.length);
      let index = 0;
      const next = (): Params => allowedPoint(task, () => sequencePoint(task, index++));
      for (let passed = 0; passed < task.trials.length; passed++) next();
      return next();
    },
  };
}

function sequencePoint({ space, seed, random }: SamplingTask, index: number): Params {
  const names = Object.keys(flatSpace(space)).slice(0, sobolDimensions);
  const point = sobolPoint(index, names.length);
  const shift = trialRandom(seed, -1);
  const shares = new Map(
    names.map((name, dimension) => {
      const word = (point[dimension] ^ Math.floor(shift.uniform() * 2 ** 32)) >>> 0;
      return [name, (word + 0.5) / 2 ** 32];
    }),
  );
  return buildPoint(space, (name, parameter) => {
    const drawn = random.uniform();
    return valueAt(parameter, shares.get(name) ?? drawn);
  });
}

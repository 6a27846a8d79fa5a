import type { RandomSource } from "../../core/random-source.js";
import { buildPoint } from "../space/active-parameters.js";
import { allowedPoint } from "../space/allowed-point.js";
import type { Params, Space } from "../space/space.js";
import type { Parameter, ParameterValue } from "../space/space-parameter.js";
import { isSingle, nearestAllowed } from "./parameter-scale.js";
import type { Sampler } from "./sampler.js";

/**
 * A sampler of uniform random points, uniform in the logarithm for logarithmic parameters.
 *
 * @example randomSampler().kind // "random"
 */
export function randomSampler(): Sampler {
  return {
    kind: "random",
    pointCount: () => Number.POSITIVE_INFINITY,
    suggest: (task) => allowedPoint(task, () => randomPoint(task.space, task.random)),
  };
}

/** A uniform random point. */
export function randomPoint(space: Space, random: RandomSource): Params {
  return buildPoint(space, (_, parameter) => valueAt(parameter, random.uniform()));
}

/** A point with the given values and uniform random values for the others. */
export function completePoint(space: Space, given: Readonly<Partial<Params>>, random: RandomSource): Params {
  return buildPoint(space, (name, parameter) => {
    const drawn = valueAt(parameter, random.uniform());
    return given[name] === undefined ? drawn : given[name];
  });
}

/** The value of a parameter at `share` (0 to 1) of its range; all steps have an equal part of the range. */
export function valueAt(parameter: Parameter, share: number): ParameterValue {
  if (parameter.kind === "choice") {
    const { choices } = parameter;
    return choices[Math.min(Math.floor(share * choices.length), choices.length - 1)] ?? null;
  }
  if (isSingle(parameter)) return parameter.low;
  const half = (parameter.step ?? 0) / 2;
  const low = parameter.low - half;
  const high = parameter.high + half;
  return nearestAllowed(
    parameter,
    parameter.log ? Math.exp(Math.log(low) + share * (Math.log(high) - Math.log(low))) : low + share * (high - low),
  );
}

import type { RandomSource } from "../../core/random-source.js";
import { buildPoint } from "../space/active-parameters.js";
import { allowedPoint } from "../space/allowed-point.js";
import type { Parameter, ParameterValue } from "../space/parameter.js";
import type { Params, Space } from "../space/space.js";
import { isSingle, nearestAllowed } from "./parameter-scale.js";
import type { Sampler } from "./sampler.js";

/** Points drawn evenly over the space, on the logarithm where a parameter asks for it; earlier trials do not matter. */
export function randomSampler(): Sampler {
  return {
    kind: "random",
    pointCount: () => Number.POSITIVE_INFINITY,
    suggest: (task) => allowedPoint(task, () => randomPoint(task.space, task.random)),
  };
}

/** A point drawn evenly over the space. */
export function randomPoint(space: Space, random: RandomSource): Params {
  return buildPoint(space, (_, parameter) => valueAt(parameter, random.uniform()));
}

/** A point with the values given, those that it lacks drawn evenly. */
export function completePoint(space: Space, given: Readonly<Partial<Params>>, random: RandomSource): Params {
  return buildPoint(space, (name, parameter) => {
    const drawn = valueAt(parameter, random.uniform());
    return given[name] === undefined ? drawn : given[name];
  });
}

/** The value that lies at `share` (0 to 1) of the way through a parameter; every step takes an equal part of the way. */
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

import { ArgumentError } from "../core/errors.js";
import type { ParameterValue } from "./parameter.js";
import { allows, fromNumber, isSingle, toNumber } from "./parameter-scale.js";
import { type ParzenEstimator, parzenEstimator } from "./parzen-estimator.js";
import { randomPoint } from "./random-sampler.js";
import type { Sampler, SamplingTask } from "./sampler.js";
import type { Params, Space } from "./space.js";
import { splitTrials } from "./split-trials.js";
import type { Trial } from "./trial.js";

/**
 * Tree-structured Parzen estimator: draws points where good trials are dense and others are not, as Optuna 5 does by default.
 *
 * The best tenth of the trials, at most 25, makes one density, all others and those still running make a second; of
 * `candidates` points drawn from the first, the one with the largest ratio of the two is taken. The first `startupTrials`
 * points are random. `multivariate: false` chooses each parameter by itself. `constantLiar: false` ignores running trials.
 */
export function tpeSampler({
  startupTrials = 10,
  candidates = 24,
  multivariate = true,
  constantLiar = true,
}: {
  readonly startupTrials?: number;
  readonly candidates?: number;
  readonly multivariate?: boolean;
  readonly constantLiar?: boolean;
} = {}): Sampler {
  for (const [name, count, least] of [
    ["startupTrials", startupTrials, 0] as const,
    ["candidates", candidates, 1] as const,
  ]) {
    if (!Number.isSafeInteger(count) || count < least) {
      throw new ArgumentError(`tpeSampler: ${name} must be a whole number of at least ${least}, got ${count}`);
    }
  }
  return {
    kind: "tpe",
    pointCount: () => Number.POSITIVE_INFINITY,
    suggest: (task) => {
      const { space, trials, random } = task;
      const finished = trials.filter(({ state }) => state === "complete" || state === "pruned");
      const point = randomPoint(space, random);
      if (finished.length < startupTrials) return point;
      const names = Object.keys(space).filter((name) => !isSingle(parameterOf(space, name)));
      const groups = multivariate ? [names] : names.map((name) => [name]);
      const seen = constantLiar
        ? trials.filter((trial) => trial.state === "running" || finished.includes(trial))
        : finished;
      const chosen = groups
        .filter((group) => group.length > 0)
        .flatMap((group) => choose(task, group, seen, candidates));
      return { ...point, ...Object.fromEntries(chosen) };
    },
  };
}

/** Values for the parameters named, chosen together. */
function choose(
  { space, direction, random }: SamplingTask,
  names: readonly string[],
  seen: readonly Trial[],
  candidates: number,
): readonly (readonly [string, ParameterValue])[] {
  const { below, above } = splitTrials(seen, direction);
  const good = estimatorOf(space, names, below);
  const points = Array.from({ length: candidates }, () => good.draw(random));
  const goodDensity = good.logDensity(points);
  const otherDensity = estimatorOf(space, names, above).logDensity(points);
  let best = 0;
  let bestRatio = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < candidates; index++) {
    const ratio = (goodDensity[index] as number) - (otherDensity[index] as number);
    if (ratio > bestRatio) {
      best = index;
      bestRatio = ratio;
    }
  }
  return names.map((name, column) => {
    return [name, fromNumber(parameterOf(space, name), points[best]?.[column] as number)] as const;
  });
}

/** Trials whose values the space does not allow, as after a resume from elsewhere, are left out. */
function estimatorOf(space: Space, names: readonly string[], trials: readonly Trial[]): ParzenEstimator {
  const parameters = names.map((name) => parameterOf(space, name));
  const rows = trials
    .filter(({ params }) => names.every((name, index) => allowedAt(params, name, parameters[index])))
    .map(({ params }) => Float64Array.from(names, (name) => toNumber(parameterOf(space, name), params[name] ?? null)));
  return parzenEstimator(parameters, rows);
}

function allowedAt(params: Params, name: string, parameter: Space[string] | undefined): boolean {
  return parameter !== undefined && allows(parameter, params[name]);
}

function parameterOf(space: Space, name: string): Space[string] {
  const parameter = space[name];
  if (parameter === undefined) throw new ArgumentError(`tpeSampler: the space has no parameter "${name}"`);
  return parameter;
}

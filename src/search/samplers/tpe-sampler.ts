import { ArgumentError } from "../../core/errors.js";
import { mapNumbers } from "../../core/map-numbers.js";
import { buildPoint, flatSpace } from "../space/active-parameters.js";
import { allowedPoint } from "../space/allowed-point.js";
import type { Params, Space } from "../space/space.js";
import type { ParameterValue } from "../space/space-parameter.js";
import type { Trial } from "../trial.js";
import { parameterGroups } from "./parameter-groups.js";
import { allows, fromNumber, isSingle, toNumber } from "./parameter-scale.js";
import { type ParzenEstimator, parzenEstimator } from "./parzen-estimator.js";
import { randomPoint, valueAt } from "./random-sampler.js";
import type { Sampler, SamplingTask } from "./sampler.js";
import { splitTrials, type TrialSplit } from "./split-trials.js";

/** Number of refused points from the densities after which points are uniform random. */
const modelDraws = 50;

/**
 * A tree-structured Parzen estimator (TPE), as the default sampler of Optuna 5.
 *
 * The best tenth of the trials, at most 25, gives one density, all other and running trials a second one; of
 * `candidates` points sampled from the first, the one with the largest ratio of both is suggested. The first
 * `startupTrials` points are random. `constantLiar: false` ignores running trials.
 *
 * `multivariate` samples the parameters that all ended trials have jointly, and those of branches one by one; false
 * samples every parameter independently. Default: true, false for several objectives. `group: true` also samples the
 * parameters of a branch jointly if they always occur together. For several objectives the best tenth is by Pareto
 * rank, and within the last rank by hypervolume.
 *
 * @example tpeSampler({ startupTrials: 20 }).kind // "tpe"
 */
export function tpeSampler({
  startupTrials = 10,
  candidates = 24,
  multivariate,
  group = false,
  constantLiar = true,
}: {
  readonly startupTrials?: number | undefined;
  readonly candidates?: number | undefined;
  readonly multivariate?: boolean | undefined;
  readonly group?: boolean | undefined;
  readonly constantLiar?: boolean | undefined;
} = {}): Sampler {
  for (const [name, count, minimum] of [
    ["startupTrials", startupTrials, 0] as const,
    ["candidates", candidates, 1] as const,
  ]) {
    if (!Number.isSafeInteger(count) || count < minimum) {
      throw new ArgumentError(
        `tpeSampler: ${name}: expected an integer >= ${minimum}, got ${count}; leave it out for the default`,
      );
    }
  }
  if (group && multivariate === false) {
    throw new ArgumentError("tpeSampler: group requires multivariate, which is false; leave out one of them");
  }
  return {
    kind: "tpe",
    pointCount: () => Number.POSITIVE_INFINITY,
    suggest: (task) => {
      const { space, trials, random, directions } = task;
      const finished = trials.filter(({ state }) => state === "complete" || state === "pruned");
      if (finished.length < startupTrials) return allowedPoint(task, () => randomPoint(space, random));
      const seen = constantLiar
        ? trials.filter((trial) => trial.state === "running" || finished.includes(trial))
        : finished;
      const together = group || (multivariate ?? directions === undefined);
      const names = together ? listGroups(space, finished, group) : [];
      const split = splitTrials(seen, task.direction, directions);
      let draws = 0;
      return allowedPoint(task, () => {
        draws += 1;
        const chance = randomPoint(space, random);
        return draws > modelDraws ? chance : suggestPoint(task, names, split, candidates);
      });
    },
  };
}

/** The parameters to sample jointly. */
function listGroups(space: Space, finished: readonly Trial[], decompose: boolean): readonly (readonly string[])[] {
  const all = flatSpace(space);
  const varying = (names: readonly string[]): readonly string[] => {
    return names.filter((name) => all[name] !== undefined && !isSingle(all[name]));
  };
  if (decompose) return parameterGroups(finished.map(({ params }) => Object.keys(params))).map(varying);
  return [varying(Object.keys(all).filter((name) => finished.every(({ params }) => Object.hasOwn(params, name))))];
}

/** Samples one parameter after the other, those of a group jointly. */
function suggestPoint(
  task: SamplingTask,
  groups: readonly (readonly string[])[],
  split: TrialSplit,
  candidates: number,
): Params {
  const chosen = new Map<string, ParameterValue>();
  return buildPoint(task.space, (name, parameter) => {
    if (isSingle(parameter)) return valueAt(parameter, 0);
    const known = chosen.get(name);
    if (known !== undefined) return known;
    const group = groups.find((names) => names.includes(name)) ?? [name];
    for (const [other, value] of choose(task, group, split, candidates)) chosen.set(other, value);
    return chosen.get(name) ?? null;
  });
}

/** Jointly sampled values of parameters. */
function choose(
  { space, random, directions }: SamplingTask,
  names: readonly string[],
  { below, above }: TrialSplit,
  candidates: number,
): readonly (readonly [string, ParameterValue])[] {
  const parameters = flatSpace(space);
  // For several objectives all good trials have the same weight, as in Optuna.
  const good = fitEstimator(parameters, names, below, directions !== undefined);
  const points = Array.from({ length: candidates }, () => good.draw(random));
  const goodDensity = good.logDensity(points);
  const otherDensity = fitEstimator(parameters, names, above, false).logDensity(points);
  let best = 0;
  let bestRatio = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < candidates; index++) {
    const ratio = goodDensity[index] - otherDensity[index];
    if (ratio > bestRatio) {
      best = index;
      bestRatio = ratio;
    }
  }
  return names.map((name, column) => {
    return [name, fromNumber(getParameter(parameters, name), points[best]?.[column])] as const;
  });
}

/**
 * Trials without all of the parameters, or with values outside the space (after a resume from Optuna), are left out.
 */
function fitEstimator(
  parameters: Space,
  names: readonly string[],
  trials: readonly Trial[],
  equalWeights: boolean,
): ParzenEstimator {
  const used = names.map((name) => getParameter(parameters, name));
  const rows = trials
    .filter(({ params }) => names.every((name, index) => allowedAt(params, name, used[index])))
    .map(({ params }) => mapNumbers(names, (name) => toNumber(getParameter(parameters, name), params[name] ?? null)));
  return parzenEstimator(used, rows, equalWeights ? { weights: new Float64Array(rows.length).fill(1) } : {});
}

function allowedAt(params: Params, name: string, parameter: Space[string] | undefined): boolean {
  return parameter !== undefined && Object.hasOwn(params, name) && allows(parameter, params[name]);
}

function getParameter(parameters: Space, name: string): Space[string] {
  const parameter = parameters[name];
  if (parameter === undefined)
    throw new ArgumentError(`tpeSampler: unknown parameter "${name}"; name parameters of the space`);
  return parameter;
}

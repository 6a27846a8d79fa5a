import { ArgumentError } from "../../core/errors.js";
import { buildPoint, flatSpace } from "../space/active-parameters.js";
import { allowedPoint } from "../space/allowed-point.js";
import type { ParameterValue } from "../space/parameter.js";
import type { Params, Space } from "../space/space.js";
import type { Trial } from "../trial.js";
import { parameterGroups } from "./parameter-groups.js";
import { allows, fromNumber, isSingle, toNumber } from "./parameter-scale.js";
import { type ParzenEstimator, parzenEstimator } from "./parzen-estimator.js";
import { randomPoint, valueAt } from "./random-sampler.js";
import type { Sampler, SamplingTask } from "./sampler.js";
import { splitTrials, type TrialSplit } from "./split-trials.js";

/** How often a refused point is drawn anew from the densities before chance takes over. */
const modelDraws = 50;

/**
 * Tree-structured Parzen estimator: draws points where good trials are dense and others are not, as Optuna 5 does by default.
 *
 * The best tenth of the trials, at most 25, makes one density, all others and those still running make a second; of
 * `candidates` points drawn from the first, the one with the largest ratio of the two is taken. The first `startupTrials`
 * points are random. `constantLiar: false` ignores running trials.
 *
 * `multivariate` chooses together the parameters that all ended trials have, those of branches one by one; false chooses every
 * parameter by itself. Default true, with several goals false. `group: true` chooses together also the parameters of a branch, as far
 * as they have always come together. With several goals the best tenth is the best by ranks of the Pareto front, and within the last
 * rank by the volume that a trial adds.
 */
export function tpeSampler({
  startupTrials = 10,
  candidates = 24,
  multivariate,
  group = false,
  constantLiar = true,
}: {
  readonly startupTrials?: number;
  readonly candidates?: number;
  readonly multivariate?: boolean;
  readonly group?: boolean;
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
  if (group && multivariate === false) {
    throw new ArgumentError("tpeSampler: group needs multivariate, which is switched off; leave out one of them");
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

/** The parameters to choose together. */
function listGroups(space: Space, finished: readonly Trial[], decompose: boolean): readonly (readonly string[])[] {
  const all = flatSpace(space);
  const varying = (names: readonly string[]): readonly string[] => {
    return names.filter((name) => all[name] !== undefined && !isSingle(all[name]));
  };
  if (decompose) return parameterGroups(finished.map(({ params }) => Object.keys(params))).map(varying);
  return [varying(Object.keys(all).filter((name) => finished.every(({ params }) => Object.hasOwn(params, name))))];
}

/** One parameter after the other; each that belongs to a group is chosen with the whole of it. */
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

/** Values for the parameters named, chosen together. */
function choose(
  { space, random, directions }: SamplingTask,
  names: readonly string[],
  { below, above }: TrialSplit,
  candidates: number,
): readonly (readonly [string, ParameterValue])[] {
  const parameters = flatSpace(space);
  // With several goals the good trials weigh alike, however old, as Optuna's do.
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

/** Trials that have not all of the parameters, or values the space does not allow, as after a resume from elsewhere, are left out. */
function fitEstimator(
  parameters: Space,
  names: readonly string[],
  trials: readonly Trial[],
  alike: boolean,
): ParzenEstimator {
  const used = names.map((name) => getParameter(parameters, name));
  const rows = trials
    .filter(({ params }) => names.every((name, index) => allowedAt(params, name, used[index])))
    .map(({ params }) =>
      Float64Array.from(names, (name) => toNumber(getParameter(parameters, name), params[name] ?? null)),
    );
  return parzenEstimator(used, rows, alike ? { weights: new Float64Array(rows.length).fill(1) } : {});
}

function allowedAt(params: Params, name: string, parameter: Space[string] | undefined): boolean {
  return parameter !== undefined && Object.hasOwn(params, name) && allows(parameter, params[name]);
}

function getParameter(parameters: Space, name: string): Space[string] {
  const parameter = parameters[name];
  if (parameter === undefined) throw new ArgumentError(`tpeSampler: the space has no parameter "${name}"`);
  return parameter;
}

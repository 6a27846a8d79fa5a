import type { JsonObject } from "../core/json.js";
import { paretoRanks } from "./pareto-ranks.js";
import { objectiveLosses } from "./samplers/split-trials.js";
import type { Params, Space } from "./space/space.js";
import type { Directions } from "./study-data.js";
import { spaceToJson, trialToJson, withHash } from "./study-json.js";
import type { Trial } from "./trial.js";

/** A study with several objectives as plain data. */
export interface ParetoStudyData<Point = Params, Name extends string = string> {
  /** The direction of each objective, by name. */
  readonly directions: { readonly [Key in Name]: "minimize" | "maximize" };
  readonly space: Space;
  /** Kind of the sampler. */
  readonly sampler: string;
  readonly seed: number;
  /** By number. */
  readonly trials: readonly Trial<Point>[];
  /** Whether the search was interrupted. */
  readonly interrupted: boolean;
}

/** A complete trial, with a value for each objective. */
export type ParetoTrial<Point = Params, Name extends string = string> = Omit<Trial<Point>, "state" | "values"> & {
  readonly state: "complete";
  readonly values: { readonly [Key in Name]: number };
};

/** A study with several objectives. */
export interface ParetoStudy<Point = Params, Name extends string = string> extends ParetoStudyData<Point, Name> {
  /** The Pareto front by trial number: the trials that no other dominates. */
  readonly front: readonly ParetoTrial<Point, Name>[];
  /** The study as JSON, for `restoreParetoStudy`. */
  toJSON(): JsonObject;
}

/** The study with its Pareto front, from its data. */
export function toParetoStudy<Point, Name extends string>(
  data: ParetoStudyData<Point, Name>,
): ParetoStudy<Point, Name> {
  return {
    ...data,
    get front() {
      return paretoFront(data);
    },
    toJSON: () =>
      withHash({
        format: "cuaderno-pareto-study",
        version: 1,
        goals: data.directions,
        sampler: data.sampler,
        seed: data.seed,
        interrupted: data.interrupted,
        space: spaceToJson(data.space),
        trials: data.trials.map(trialToJson),
      }),
  };
}

/** The complete trials that no other dominates, by number, including trials with equal values. */
export function paretoFront<Point, Name extends string>({
  directions,
  trials,
}: Pick<ParetoStudyData<Point, Name>, "directions" | "trials">): readonly ParetoTrial<Point, Name>[] {
  const complete = trials.filter((trial): trial is ParetoTrial<Point, Name> => {
    return trial.state === "complete" && trial.values !== undefined;
  });
  const ranks = paretoRanks(complete.map((trial) => objectiveLosses(trial, directions as Directions)));
  return complete.filter((_, index) => ranks[index] === 0);
}

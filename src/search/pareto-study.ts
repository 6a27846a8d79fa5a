import type { JsonObject } from "../core/json.js";
import { paretoRanks } from "./pareto-ranks.js";
import { goalLosses } from "./samplers/split-trials.js";
import type { Params, Space } from "./space/space.js";
import type { Goals } from "./study-data.js";
import { spaceToJson, trialToJson } from "./study-json.js";
import type { Trial } from "./trial.js";

/** All that a search with several goals has found out, as plain data. */
export interface ParetoStudyData<Point = Params, Goal extends string = string> {
  /** What each value is to become, by name. */
  readonly goals: { readonly [Name in Goal]: "minimize" | "maximize" };
  readonly space: Space;
  /** Kind of the sampler that chose the points. */
  readonly sampler: string;
  readonly seed: number;
  /** By number. */
  readonly trials: readonly Trial<Point>[];
  /** Whether the search was asked to stop before its end. */
  readonly interrupted: boolean;
}

/** A trial that ended with a value for each goal. */
export type ParetoTrial<Point = Params, Goal extends string = string> = Omit<Trial<Point>, "state" | "values"> & {
  readonly state: "complete";
  readonly values: { readonly [Name in Goal]: number };
};

/** What a search with several goals found. */
export interface ParetoStudy<Point = Params, Goal extends string = string> extends ParetoStudyData<Point, Goal> {
  /** The trials that no other beats: none is at least as good in every goal and better in one. By number. */
  readonly front: readonly ParetoTrial<Point, Goal>[];
  /** All of it as JSON. */
  toJSON(): JsonObject;
}

/** The data of a study with its Pareto front at hand. */
export function paretoStudyOf<Point, Goal extends string>(
  data: ParetoStudyData<Point, Goal>,
): ParetoStudy<Point, Goal> {
  return {
    ...data,
    get front() {
      return paretoFront(data);
    },
    toJSON: () => ({
      format: "cuaderno-pareto-study",
      version: 1,
      goals: data.goals,
      sampler: data.sampler,
      seed: data.seed,
      interrupted: data.interrupted,
      space: spaceToJson(data.space),
      trials: data.trials.map(trialToJson),
    }),
  };
}

/** The complete trials that no other dominates, by number. Equal values stand beside each other. */
export function paretoFront<Point, Goal extends string>({
  goals,
  trials,
}: Pick<ParetoStudyData<Point, Goal>, "goals" | "trials">): readonly ParetoTrial<Point, Goal>[] {
  const complete = trials.filter((trial): trial is ParetoTrial<Point, Goal> => {
    return trial.state === "complete" && trial.values !== undefined;
  });
  const ranks = paretoRanks(complete.map((trial) => goalLosses(trial, goals as Goals)));
  return complete.filter((_, index) => ranks[index] === 0);
}

import { FormatError } from "../core/errors.js";
import { type ParetoStudy, toParetoStudy } from "./pareto-study.js";
import { object, restoreSpace, restoreTrial, text } from "./restore-study.js";
import type { Params } from "./space/space.js";

/** The study with several goals that its `toJSON` wrote, from its parsed JSON, checked as `restoreStudy` checks. */
export function restoreParetoStudy<Point = Params, Name extends string = string>(
  json: unknown,
  place = "the JSON",
): ParetoStudy<Point, Name> {
  const study = object(json, place, "a study");
  if (study.format !== "cuaderno-pareto-study" || study.version !== 1) {
    throw new FormatError(
      `restoreParetoStudy: ${place} is not a study with several goals that this version reads: format ${text(study.format)}, version ${text(study.version)}`,
    );
  }
  const goals = object(study.goals, place, "goals");
  const odd = Object.keys(goals).find((name) => goals[name] !== "minimize" && goals[name] !== "maximize");
  if (odd !== undefined || Object.keys(goals).length < 2) {
    throw new FormatError(
      `restoreParetoStudy: ${place} has goals ${text(study.goals)}; each of two or more must be minimize or maximize`,
    );
  }
  const space = restoreSpace(study.space, place);
  if (!Array.isArray(study.trials)) throw new FormatError(`restoreParetoStudy: ${place} has no list of trials`);
  return toParetoStudy<Point, Name>({
    directions: goals as { readonly [Key in Name]: "minimize" | "maximize" },
    space,
    sampler: typeof study.sampler === "string" ? study.sampler : "",
    seed: typeof study.seed === "number" ? study.seed : 0,
    interrupted: study.interrupted === true,
    trials: study.trials.map((trial, number) => restoreTrial<Point>(trial, number, space, place, Object.keys(goals))),
  });
}

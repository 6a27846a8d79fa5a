import { FormatError } from "../core/errors.js";
import { showJson } from "../core/show-json.js";
import { type ParetoStudy, toParetoStudy } from "./pareto-study.js";
import { object, restoreSpace, restoreTrial } from "./restore-study.js";
import type { Params } from "./space/space.js";
import { checkHash } from "./study-json.js";

/**
 * A study with several objectives from its parsed JSON; `source` names the file in errors.
 *
 * @throws FormatError with the position of the invalid field
 *
 * @example restoreParetoStudy(JSON.parse(JSON.stringify(study))).front.length === study.front.length // true
 */
export function restoreParetoStudy<Point = Params, Name extends string = string>(
  json: unknown,
  source = "the JSON",
): ParetoStudy<Point, Name> {
  const study = object(json, source, "a study");
  if (study.format !== "cuaderno-pareto-study" || study.version !== 1) {
    throw new FormatError(
      `restoreParetoStudy: ${source}: expected a study with several objectives of version 1, got format ${showJson(study.format)}, version ${showJson(study.version)}; restore the JSON of a study`,
    );
  }
  const directions = object(study.goals, source, "goals");
  const odd = Object.keys(directions).find(
    (name) => directions[name] !== "minimize" && directions[name] !== "maximize",
  );
  if (odd !== undefined || Object.keys(directions).length < 2) {
    throw new FormatError(
      `restoreParetoStudy: ${source} has goals ${showJson(study.goals)}; expected two or more, each minimize or maximize`,
    );
  }
  const space = restoreSpace(study.space, source);
  if (!Array.isArray(study.trials))
    throw new FormatError(
      `restoreParetoStudy: ${source}: expected an array of trials, got ${showJson(study.trials)}; restore the JSON of a study`,
    );
  const restored = toParetoStudy<Point, Name>({
    directions: directions as { readonly [Key in Name]: "minimize" | "maximize" },
    space,
    sampler: typeof study.sampler === "string" ? study.sampler : "",
    seed: typeof study.seed === "number" ? study.seed : 0,
    interrupted: study.interrupted === true,
    trials: study.trials.map((trial, number) =>
      restoreTrial<Point>(trial, number, space, source, Object.keys(directions)),
    ),
  });
  checkHash(study, "restoreParetoStudy", source);
  return restored;
}

import { ArgumentError } from "../../core/errors.js";
import { canonicalJson, type Json } from "../../core/json.js";
import { describeParameter } from "../samplers/parameter-scale.js";
import { completePoint } from "../samplers/random-sampler.js";
import { trialRandom } from "../samplers/trial-random.js";
import { flatSpace } from "../space/active-parameters.js";
import type { Space } from "../space/space.js";
import type { Parameter } from "../space/space-parameter.js";
import type { Direction, StudyData } from "../study-data.js";
import { hasEnded, type Trial } from "../trial.js";
import { waitingTrial } from "../waiting-trial.js";

/** The trials of a study to resume. Unfinished trials are waiting again; missing parameters are sampled. */
export function resumedTrials(
  caller: string,
  direction: Direction,
  space: Space,
  seed: number,
  study: StudyData | undefined,
): Trial[] {
  if (study === undefined) return [];
  if (study.direction !== direction) {
    throw new ArgumentError(
      `${caller}: the study to resume has direction ${study.direction}; resume it with ${study.direction}`,
    );
  }
  checkSameSpace(caller, "the study to resume", space, study.space);
  return study.trials.map((trial) =>
    hasEnded(trial)
      ? trial
      : waitingTrial(trial.number, completePoint(space, trial.params, trialRandom(seed, trial.number))),
  );
}

/** Checks that parameters are the same in two spaces; with `partial`, the first may have more. */
export function checkSameSpace(
  caller: string,
  what: string,
  space: Space,
  earlier: Space,
  { partial = false }: { readonly partial?: boolean | undefined } = {},
): void {
  const [now, then] = [flatSpace(space), flatSpace(earlier)];
  for (const name of new Set([...Object.keys(now), ...Object.keys(then)])) {
    if (partial && then[name] === undefined) continue;
    if (definition(now[name], !partial) === definition(then[name], !partial)) continue;
    const before = then[name] === undefined ? "absent" : describeParameter(then[name]);
    throw new ArgumentError(
      `${caller}: ${what} has another space, in which "${name}" is ${before}; resume with the same space, or start a new study`,
    );
  }
}

/** Equal for equal parameters. Optuna has no branches, so they are compared only if both sides have them. */
function definition(parameter: Parameter | undefined, withBranches: boolean): string {
  if (parameter?.kind === "choice" && !withBranches)
    return canonicalJson({ kind: "choice", choices: parameter.choices });
  return canonicalJson((parameter ?? null) as unknown as Json);
}

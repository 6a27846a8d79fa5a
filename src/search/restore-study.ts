import { FormatError } from "../core/errors.js";
import { allows } from "./samplers/parameter-scale.js";
import { activeParameters } from "./space/active-parameters.js";
import { choice } from "./space/choice.js";
import { integer } from "./space/integer.js";
import { oneOf } from "./space/one-of.js";
import type { Parameter, ParameterValue } from "./space/parameter.js";
import { real } from "./space/real.js";
import type { Params, Space } from "./space/space.js";
import { type Study, toStudy } from "./study.js";
import type { IntermediateValue, Trial, TrialState } from "./trial.js";

/**
 * The study that `toJSON` wrote, from its parsed JSON; `place` names the file in errors. The type of its points is for the caller
 * to name: `restoreStudy<ParamsOf<typeof space>>(json)`; that each point is within the stored space is checked.
 */
export function restoreStudy<Point = Params>(json: unknown, place = "the JSON"): Study<Point> {
  const study = object(json, place, "a study");
  if (study.format !== "cuaderno-study" || study.version !== 1) {
    throw new FormatError(
      `restoreStudy: ${place} is not a study that this version reads: format ${text(study.format)}, version ${text(study.version)}`,
    );
  }
  const { direction, sampler, seed } = study;
  if (direction !== "minimize" && direction !== "maximize") {
    throw new FormatError(`restoreStudy: ${place} has direction ${text(direction)}, it must be minimize or maximize`);
  }
  const space = restoreSpace(study.space, place);
  if (!Array.isArray(study.trials)) throw new FormatError(`restoreStudy: ${place} has no list of trials`);
  return toStudy({
    direction,
    space,
    sampler: typeof sampler === "string" ? sampler : "",
    seed: typeof seed === "number" ? seed : 0,
    interrupted: study.interrupted === true,
    trials: study.trials.map((trial, number) => restoreTrial<Point>(trial, number, space, place)),
  });
}

/** The space that `spaceToJson` wrote. */
export function restoreSpace(json: unknown, place: string): Space {
  return Object.fromEntries(
    Object.entries(object(json, place, "a space")).map(([name, parameter]) => [
      name,
      restoreParameter(parameter, `parameter "${name}" of ${place}`),
    ]),
  );
}

function restoreBranches(json: unknown, place: string): Readonly<Record<string, Space>> {
  return Object.fromEntries(
    Object.entries(object(json, place, "branches")).map(([value, branch]) => [value, restoreSpace(branch, place)]),
  );
}

function restoreParameter(json: unknown, place: string): Parameter {
  const { kind, low, high, log, step, choices, branches } = object(json, place, "a parameter");
  try {
    if (kind === "choice" && branches !== undefined) return oneOf(restoreBranches(branches, place));
    if (kind === "choice") return choice(choices as ParameterValue[]);
    const options = { log: log === true, ...(step === null ? {} : { step: step as number }) };
    if (kind === "real") return real(low as number, high as number, options);
    if (kind === "integer") return integer(low as number, high as number, options);
  } catch (cause) {
    throw new FormatError(`restoreStudy: ${place}: ${(cause as Error).message}`, { cause });
  }
  throw new FormatError(`restoreStudy: ${place} is of kind ${text(kind)}, it must be real, integer or choice`);
}

const states: readonly unknown[] = ["waiting", "running", "complete", "pruned", "failed"] satisfies TrialState[];

/** The trial that `trialToJson` wrote; a complete one has a value, or with goals one for each of them. */
export function restoreTrial<Point>(
  json: unknown,
  number: number,
  space: Space,
  studyPlace: string,
  objectives?: readonly string[],
): Trial<Point> {
  const place = `trial ${number} of ${studyPlace}`;
  const trial = object(json, place, "a trial");
  if (trial.number !== number) {
    throw new FormatError(
      `restoreStudy: ${place} bears number ${text(trial.number)}; trials must be in order, none left out`,
    );
  }
  if (!states.includes(trial.state)) throw new FormatError(`restoreStudy: ${place} has state ${text(trial.state)}`);
  const params = object(trial.params, place, "parameters");
  for (const [name, parameter] of activeParameters(space, params as Params)) {
    if (!allows(parameter, params[name])) {
      throw new FormatError(
        `restoreStudy: ${place} has "${name}" ${text(params[name])}, which its space does not allow`,
      );
    }
  }
  const value = optionalNumber(trial.value);
  const values =
    trial.values === undefined ? undefined : restoreValues(object(trial.values, place, "values"), objectives);
  const isWhole =
    objectives === undefined
      ? value !== undefined && !Number.isNaN(value)
      : values !== undefined && objectives.every((goal) => !Number.isNaN(values[goal] ?? Number.NaN));
  if (trial.state === "complete" && !isWhole) {
    const seen = objectives === undefined ? `value ${text(trial.value)}` : `values ${text(trial.values)}`;
    throw new FormatError(`restoreStudy: ${place} is complete but has ${seen}`);
  }
  return {
    number,
    state: trial.state as TrialState,
    params: params as Point,
    value,
    ...(values === undefined ? {} : { values }),
    intermediate: Array.isArray(trial.intermediate) ? trial.intermediate.map(restoreIntermediate) : [],
    startedAt: optionalNumber(trial.startedAt),
    durationMs: optionalNumber(trial.durationMs),
    message: typeof trial.message === "string" ? trial.message : undefined,
  };
}

function restoreValues(
  values: Readonly<Record<string, unknown>>,
  objectives: readonly string[] = [],
): Readonly<Record<string, number>> {
  return Object.fromEntries(objectives.map((goal) => [goal, optionalNumber(values[goal]) ?? Number.NaN]));
}

function restoreIntermediate(json: unknown): IntermediateValue {
  const [step, value] = Array.isArray(json) ? json : [];
  return { step: Number(step), value: optionalNumber(value) ?? Number.NaN };
}

/** Infinities and NaN are written as texts. */
function optionalNumber(json: unknown): number | undefined {
  if (typeof json === "number") return json;
  return json === "Infinity" || json === "-Infinity" || json === "NaN" ? Number(json) : undefined;
}

/** The JSON as an object, or a refusal that says what must be there. */
export function object(json: unknown, place: string, what: string): Readonly<Record<string, unknown>> {
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as Record<string, unknown>;
  throw new FormatError(`restoreStudy: ${place} holds ${text(json)} where ${what} must be`);
}

/** JSON for a sentence. */
export function text(json: unknown): string {
  return JSON.stringify(json) ?? "nothing";
}

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
 * A study from its parsed JSON; `source` names the file in errors. The caller names the type of its points:
 * `restoreStudy<ParamsOf<typeof space>>(json)`.
 *
 * @throws FormatError with the position of the invalid field, also for a point outside the stored space
 */
export function restoreStudy<Point = Params>(json: unknown, source = "the JSON"): Study<Point> {
  const study = object(json, source, "a study");
  if (study.format !== "cuaderno-study" || study.version !== 1) {
    throw new FormatError(
      `restoreStudy: ${source}: expected a study of version 1, got format ${text(study.format)}, version ${text(study.version)}`,
    );
  }
  const { direction, sampler, seed } = study;
  if (direction !== "minimize" && direction !== "maximize") {
    throw new FormatError(`restoreStudy: ${source} has direction ${text(direction)}, expected minimize or maximize`);
  }
  const space = restoreSpace(study.space, source);
  if (!Array.isArray(study.trials))
    throw new FormatError(`restoreStudy: ${source}: expected an array of trials, got ${text(study.trials)}`);
  return toStudy({
    direction,
    space,
    sampler: typeof sampler === "string" ? sampler : "",
    seed: typeof seed === "number" ? seed : 0,
    interrupted: study.interrupted === true,
    trials: study.trials.map((trial, number) => restoreTrial<Point>(trial, number, space, source)),
  });
}

/** A space from its JSON. */
export function restoreSpace(json: unknown, source: string): Space {
  return Object.fromEntries(
    Object.entries(object(json, source, "a space")).map(([name, parameter]) => [
      name,
      restoreParameter(parameter, `parameter "${name}" of ${source}`),
    ]),
  );
}

function restoreBranches(json: unknown, source: string): Readonly<Record<string, Space>> {
  return Object.fromEntries(
    Object.entries(object(json, source, "branches")).map(([value, branch]) => [value, restoreSpace(branch, source)]),
  );
}

function restoreParameter(json: unknown, source: string): Parameter {
  const { kind, low, high, log, step, choices, branches } = object(json, source, "a parameter");
  try {
    if (kind === "choice" && branches !== undefined) return oneOf(restoreBranches(branches, source));
    if (kind === "choice") return choice(choices as ParameterValue[]);
    const options = { log: log === true, ...(step === null ? {} : { step: step as number }) };
    if (kind === "real") return real(low as number, high as number, options);
    if (kind === "integer") return integer(low as number, high as number, options);
  } catch (cause) {
    throw new FormatError(`restoreStudy: ${source}: ${(cause as Error).message}`, { cause });
  }
  throw new FormatError(`restoreStudy: ${source} has kind ${text(kind)}, expected real, integer or choice`);
}

const states: readonly unknown[] = ["waiting", "running", "complete", "pruned", "failed"] satisfies TrialState[];

/** A trial from its JSON; a complete one has a value, or a value for each of several objectives. */
export function restoreTrial<Point>(
  json: unknown,
  number: number,
  space: Space,
  study: string,
  objectives?: readonly string[],
): Trial<Point> {
  const location = `trial ${number} of ${study}`;
  const trial = object(json, location, "a trial");
  if (trial.number !== number) {
    throw new FormatError(
      `restoreStudy: ${location} has number ${text(trial.number)}; expected consecutive numbers from 0`,
    );
  }
  if (!states.includes(trial.state)) throw new FormatError(`restoreStudy: ${location} has state ${text(trial.state)}`);
  const params = object(trial.params, location, "parameters");
  for (const [name, parameter] of activeParameters(space, params as Params)) {
    if (!allows(parameter, params[name])) {
      throw new FormatError(
        `restoreStudy: ${location} has "${name}" ${text(params[name])}, which is outside its space`,
      );
    }
  }
  const value = optionalNumber(trial.value);
  const values =
    trial.values === undefined ? undefined : restoreValues(object(trial.values, location, "values"), objectives);
  const isComplete =
    objectives === undefined
      ? value !== undefined && !Number.isNaN(value)
      : values !== undefined && objectives.every((goal) => !Number.isNaN(values[goal] ?? Number.NaN));
  if (trial.state === "complete" && !isComplete) {
    const seen = objectives === undefined ? `value ${text(trial.value)}` : `values ${text(trial.values)}`;
    throw new FormatError(`restoreStudy: ${location} is complete but has ${seen}`);
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

/** Infinite values and NaN are strings in JSON. */
function optionalNumber(json: unknown): number | undefined {
  if (typeof json === "number") return json;
  return json === "Infinity" || json === "-Infinity" || json === "NaN" ? Number(json) : undefined;
}

/** The JSON as an object. */
export function object(json: unknown, location: string, what: string): Readonly<Record<string, unknown>> {
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as Record<string, unknown>;
  throw new FormatError(`restoreStudy: ${location}: expected ${what}, got ${text(json)}`);
}

/** JSON for a message. */
export function text(json: unknown): string {
  return JSON.stringify(json) ?? "nothing";
}

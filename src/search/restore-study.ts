import { FormatError } from "../core/errors.js";
import { showJson } from "../core/show-json.js";
import { allows } from "./samplers/parameter-scale.js";
import { activeParameters } from "./space/active-parameters.js";
import { choice } from "./space/choice.js";
import { integer } from "./space/integer.js";
import { oneOf } from "./space/one-of.js";
import { real } from "./space/real.js";
import type { Params, Space } from "./space/space.js";
import type { Parameter, ParameterValue } from "./space/space-parameter.js";
import { type Study, toStudy } from "./study.js";
import { checkHash } from "./study-json.js";
import type { IntermediateValue, Trial, TrialState } from "./trial.js";

/**
 * A study from its parsed JSON; `source` names the file in errors. The caller names the type of its points:
 * `restoreStudy<ParamsOf<typeof space>>(json)`.
 *
 * @throws FormatError with the position of the invalid field, also for a point outside the stored space
 *
 * @example restoreStudy(JSON.parse(JSON.stringify(study))).bestValue === study.bestValue // true
 */
export function restoreStudy<Point = Params>(json: unknown, source = "the JSON"): Study<Point> {
  const study = object(json, source, "a study");
  if (study.format !== "cuaderno-study" || study.version !== 1) {
    throw new FormatError(
      `restoreStudy: ${source}: expected a study of version 1, got format ${showJson(study.format)}, version ${showJson(study.version)}; restore the JSON of a study`,
    );
  }
  const { direction, sampler, seed } = study;
  if (direction !== "minimize" && direction !== "maximize") {
    throw new FormatError(
      `restoreStudy: ${source} has direction ${showJson(direction)}, expected minimize or maximize; restore the JSON of a study`,
    );
  }
  const space = restoreSpace(study.space, source);
  if (!Array.isArray(study.trials))
    throw new FormatError(
      `restoreStudy: ${source}: expected an array of trials, got ${showJson(study.trials)}; restore the JSON of a study`,
    );
  const restored = toStudy({
    direction,
    space,
    sampler: typeof sampler === "string" ? sampler : "",
    seed: typeof seed === "number" ? seed : 0,
    interrupted: study.interrupted === true,
    trials: study.trials.map((trial, number) => restoreTrial<Point>(trial, number, space, source)),
  });
  checkHash(study, "restoreStudy", source);
  return restored;
}

const maxDepth = 50;

/** A space from its JSON. */
export function restoreSpace(json: unknown, source: string, depth = 0): Space {
  if (depth > maxDepth)
    throw new FormatError(
      `restoreStudy: ${source}: expected at most ${maxDepth} nested branches; restore the JSON of a study`,
    );
  return Object.fromEntries(
    Object.entries(object(json, source, "a space")).map(([name, parameter]) => [
      name,
      restoreParameter(parameter, name, source, depth),
    ]),
  );
}

function restoreBranches(json: unknown, source: string, depth: number): Readonly<Record<string, Space>> {
  return Object.fromEntries(
    Object.entries(object(json, source, "branches")).map(([value, branch]) => [
      value,
      restoreSpace(branch, source, depth + 1),
    ]),
  );
}

function restoreParameter(json: unknown, name: string, source: string, depth: number): Parameter {
  const location = `parameter "${name}" of ${source}`;
  const { kind, low, high, log, step, choices, branches } = object(json, location, "a parameter");
  try {
    if (kind === "choice" && branches !== undefined) return oneOf(restoreBranches(branches, source, depth));
    if (kind === "choice") return choice(choices as ParameterValue[]);
    for (const [name, bound] of Object.entries(kind === "real" || kind === "integer" ? { low, high } : {})) {
      if (typeof bound !== "number")
        throw new FormatError(
          `restoreStudy: ${location} has ${name} ${showJson(bound)}, expected a number; restore the JSON of a study`,
        );
    }
    const options = { log: log === true, step: step === null ? undefined : (step as number) };
    if (kind === "real") return real(low as number, high as number, options);
    if (kind === "integer") return integer(low as number, high as number, options);
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError(`restoreStudy: ${location}: ${(cause as Error).message}`, { cause });
  }
  throw new FormatError(
    `restoreStudy: ${location} has kind ${showJson(kind)}, expected real, integer or choice; restore the JSON of a study`,
  );
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
      `restoreStudy: ${location} has number ${showJson(trial.number)}; expected consecutive numbers from 0`,
    );
  }
  if (!states.includes(trial.state))
    throw new FormatError(`restoreStudy: ${location} has state ${showJson(trial.state)}; save the study again`);
  const params = object(trial.params, location, "parameters");
  for (const [name, parameter] of activeParameters(space, params as Params)) {
    if (!allows(parameter, params[name])) {
      throw new FormatError(
        `restoreStudy: ${location} has "${name}" ${showJson(params[name])}, which is outside its space; widen the space or remove the trial`,
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
    const seen = objectives === undefined ? `value ${showJson(trial.value)}` : `values ${showJson(trial.values)}`;
    throw new FormatError(`restoreStudy: ${location} is complete but has ${seen}; save the study again`);
  }
  return {
    number,
    state: trial.state as TrialState,
    params: params as Point,
    value,
    values,
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
  throw new FormatError(
    `restoreStudy: ${location}: expected ${what}, got ${showJson(json)}; restore the JSON of a study`,
  );
}

import { contentHash } from "../core/content-hash.js";
import { FormatError } from "../core/errors.js";
import { canonicalJson, type Json, type JsonObject } from "../core/json.js";
import type { Space } from "./space/space.js";
import type { Parameter } from "./space/space-parameter.js";
import type { StudyData } from "./study-data.js";
import type { Trial } from "./trial.js";

/**
 * A study as a JSON object, with a hash of everything else in it. Infinite values are strings, because JSON has no
 * infinite numbers.
 */
export function studyToJson<Point>(study: StudyData<Point>): JsonObject {
  return withHash({
    format: "cuaderno-study",
    version: 1,
    direction: study.direction,
    sampler: study.sampler,
    seed: study.seed,
    interrupted: study.interrupted,
    space: spaceToJson(study.space),
    trials: study.trials.map(trialToJson),
  });
}

/** The JSON object with the hash of its content. */
export function withHash(content: JsonObject): JsonObject {
  return { ...content, hash: getContentHash(content) };
}

/** Throws for JSON that was changed after it was written; JSON without a hash is older than hashes. */
export function checkHash(json: Readonly<Record<string, unknown>>, caller: string, source: string): void {
  const { hash, ...content } = json;
  if (hash === undefined || hash === getContentHash(content as JsonObject)) return;
  throw new FormatError(
    `${caller}: ${source}: the content was changed after it was written; search again or take the original file`,
  );
}

/** Values that JSON leaves out do not count. */
function getContentHash(content: JsonObject): string {
  return contentHash(canonicalJson(JSON.parse(JSON.stringify(content)) as Json, "study"));
}

/** A space as a JSON object. */
export function spaceToJson(space: Space): JsonObject {
  return Object.fromEntries(Object.entries(space).map(([name, parameter]) => [name, parameterToJson(parameter)]));
}

function parameterToJson(parameter: Parameter): JsonObject {
  if (parameter.kind !== "choice" || parameter.branches === undefined) return { ...parameter } as JsonObject;
  const branches = Object.entries(parameter.branches).map(([value, branch]) => [value, spaceToJson(branch)]);
  return { kind: "choice", choices: parameter.choices, branches: Object.fromEntries(branches) };
}

/** A trial as a JSON object. */
export function trialToJson<Point>(trial: Trial<Point>): JsonObject {
  const optional: [string, Json][] = [];
  if (trial.value !== undefined) optional.push(["value", numberToJson(trial.value)]);
  if (trial.values !== undefined) {
    optional.push([
      "values",
      Object.fromEntries(Object.entries(trial.values).map(([name, value]) => [name, numberToJson(value)])),
    ]);
  }
  if (trial.startedAt !== undefined) optional.push(["startedAt", trial.startedAt]);
  if (trial.durationMs !== undefined) optional.push(["durationMs", trial.durationMs]);
  if (trial.message !== undefined) optional.push(["message", trial.message]);
  if (trial.intermediate.length > 0) {
    optional.push(["intermediate", trial.intermediate.map(({ step, value }) => [step, numberToJson(value)])]);
  }
  return {
    number: trial.number,
    state: trial.state,
    params: trial.params as JsonObject,
    ...Object.fromEntries(optional),
  };
}

function numberToJson(value: number): Json {
  return Number.isFinite(value) ? value : String(value);
}

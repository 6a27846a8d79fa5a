import { contentHash } from "../core/content-hash.js";
import { FormatError } from "../core/errors.js";
import { canonicalJson, type Json, type JsonObject, parseJson } from "../core/json.js";
import { jsonReader } from "../core/json-reader.js";
import { restoreStep } from "../features/restore-step.js";
import { restoreModel } from "../models/restore-model.js";
import type { Column } from "../table/columns.js";
import { type FittedPipeline, fittedPipeline, pipelineFormat, pipelineVersion } from "./fitted-pipeline.js";

/**
 * The fitted pipeline that `toJSON` wrote, from its JSON value or text. Refuses another format, a newer version and content that
 * does not match its hash; nothing in the file is run.
 */
export function restorePipeline(json: Json, place = "pipeline"): FittedPipeline {
  const value = typeof json === "string" ? parseJson(json, place) : json;
  const reader = jsonReader(value, place);
  const format = reader.string("format");
  if (format !== pipelineFormat) {
    throw new FormatError(`${place}.format: must be "${pipelineFormat}", got ${JSON.stringify(format)}`);
  }
  const version = reader.integer("version");
  if (version > pipelineVersion || version < 1) {
    throw new FormatError(
      `${place}.version: ${version} is not known here, the newest is ${pipelineVersion}; update cuaderno to read this file`,
    );
  }
  const { hash: _, ...content } = value as JsonObject;
  const hash = contentHash(canonicalJson(content));
  if (reader.string("hash") !== hash) {
    throw new FormatError(
      `${place}.hash: the content was changed after it was written; fit again or take the original file`,
    );
  }
  const inputs = reader
    .objects("inputs")
    .map((input) => ({ name: input.string("name"), kind: columnKind(input.string("kind"), input.path) }));
  const steps = reader.value("steps");
  if (!Array.isArray(steps)) throw new FormatError(`${place}.steps: must be a list`);
  const fittedSteps = (steps as readonly Json[]).map((step, index) => restoreStep(step, `${place}.steps[${index}]`));
  return fittedPipeline({ inputs, steps: fittedSteps, model: restoreModel(reader.value("model"), `${place}.model`) });
}

function columnKind(kind: string, place: string): Column["kind"] {
  if (kind === "number" || kind === "category" || kind === "time" || kind === "text") return kind;
  throw new FormatError(`${place}.kind: must be number, category, time or text, got ${JSON.stringify(kind)}`);
}

import { contentHash } from "../core/content-hash.js";
import { FormatError } from "../core/errors.js";
import { canonicalJson, type Json, type JsonObject, parseJson } from "../core/json.js";
import { jsonReader } from "../core/json-reader.js";
import { restoreStep } from "../features/restore-step.js";
import type { RestorableStep } from "../features/step.js";
import type { SearchRows } from "../models/neighbors/neighbours.js";
import { readModelJson } from "../models/read-model-json.js";
import { inputFromJson, targetFromJson } from "./contract-json.js";
import {
  type FittedPipeline,
  fittedPipeline,
  pipelineFormat,
  pipelineVersion,
  type ReadColumns,
} from "./fitted-pipeline.js";

/** How a pipeline is restored. */
export interface RestorePipelineOptions {
  /**
   * What errors call the JSON, such as the path of its file.
   * @default "pipeline"
   */
  readonly path?: string | undefined;
  /** The own steps of the pipeline, as `defineStep` returns them. Default: none. */
  readonly steps?: readonly RestorableStep[] | undefined;
}

/**
 * The fitted pipeline of a JSON value or string, which reads tables by `readColumns` and finds nearest rows by
 * `searchRows`.
 */
export function readPipelineJson(
  json: Json,
  { path = "pipeline", steps: defined = [] }: RestorePipelineOptions,
  readColumns: ReadColumns,
  searchRows: SearchRows,
): FittedPipeline {
  const value = typeof json === "string" ? parseJson(json, path, "restorePipeline") : json;
  const reader = jsonReader(value, path);
  const format = reader.string("format");
  if (format !== pipelineFormat) {
    throw new FormatError(`${path}.format: expected "${pipelineFormat}", got ${JSON.stringify(format)}`);
  }
  const version = reader.integer("version");
  if (version > pipelineVersion || version < 1) {
    throw new FormatError(
      `${path}.version: unsupported version ${version}, the newest supported is ${pipelineVersion}; update cuaderno to read this file`,
    );
  }
  const { hash: _, ...content } = value as JsonObject;
  const hash = contentHash(canonicalJson(content, path));
  if (reader.string("hash") !== hash) {
    throw new FormatError(
      `${path}.hash: the content was changed after it was written; fit again or take the original file`,
    );
  }
  const steps = reader.value("steps");
  if (!Array.isArray(steps)) throw new FormatError(`${path}.steps: expected an array; write the file again`);
  const parts = {
    inputs: reader.objects("inputs").map(inputFromJson),
    target: reader.has("target") ? targetFromJson(reader.object("target")) : undefined,
    steps: (steps as readonly Json[]).map((step, index) =>
      restoreStep(step, { path: `${path}.steps[${index}]`, steps: defined }),
    ),
    model: readModelJson(reader.value("model"), `${path}.model`, searchRows),
  };
  return fittedPipeline(parts, readColumns);
}

import type { Json } from "../core/json.js";
import { nearestRows } from "../models/neighbors/nearest-rows.js";
import { columnsFor } from "../table/to-columns.js";
import type { FittedPipeline } from "./fitted-pipeline.js";
import { type RestorePipelineOptions, readPipelineJson } from "./read-pipeline-json.js";

/**
 * The fitted pipeline that `toJSON` wrote, from its JSON value or string. Nothing in the file is run.
 *
 * @throws FormatError for another format, a newer version, and content that does not match its hash.
 * @example restorePipeline(JSON.parse(await readFile("model.json", "utf8"))).predict(frame)
 */
export function restorePipeline(json: Json, options: RestorePipelineOptions = {}): FittedPipeline {
  return readPipelineJson(json, options, columnsFor, nearestRows);
}

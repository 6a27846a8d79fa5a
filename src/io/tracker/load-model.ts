import { parseJson } from "../../core/json.js";
import type { StepFactory } from "../../features/define-step.js";
import type { FittedPipeline } from "../../pipeline/fitted-pipeline.js";
import { restorePipeline } from "../../pipeline/restore-pipeline.js";
import { parseModelUri } from "../../tracking/registry/parse-model-uri.js";
import type { ModelRegistry } from "../../tracking/registry/registry.js";
import { openRegistry } from "./open-registry.js";

/** Where a model is looked for, and what its pipeline needs. */
export interface LoadModelOptions {
  /** @default the registry of the tracking folder */
  readonly registry?: ModelRegistry | undefined;
  /** Steps of one's own that the pipeline has, as `defineStep` made them. @default none */
  readonly steps?: readonly StepFactory[] | undefined;
}

/**
 * The fitted pipeline of a registered version, such as `models:/crime-arrest@champion`. Its bytes must be those that were registered,
 * and the file's own hash must fit; nothing in it is run.
 *
 * @example const model = await loadModel("models:/crime-arrest@champion")
 */
export async function loadModel(address: string, { registry, steps }: LoadModelOptions = {}): Promise<FittedPipeline> {
  const { name, version } = parseModelUri(address);
  const bytes = await (registry ?? (await openRegistry())).read(name, version);
  return restorePipeline(parseJson(new TextDecoder().decode(bytes), address), { path: address, steps });
}

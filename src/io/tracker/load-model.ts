import type { RestorableStep } from "../../features/step.js";
import type { FittedPipeline } from "../../pipeline/fitted-pipeline.js";
import { restorePipeline } from "../../pipeline/restore-pipeline.js";
import { parseModelUri } from "../../tracking/registry/parse-model-uri.js";
import type { ModelRegistry } from "../../tracking/registry/registry.js";
import { openRegistry } from "./open-registry.js";

/** Registry of the model, and custom steps of its pipeline. */
export interface LoadModelOptions {
  /** @default the registry of the tracking folder */
  readonly registry?: ModelRegistry | undefined;
  /** Custom steps of the pipeline, made by `defineStep`. @default none */
  readonly steps?: readonly RestorableStep[] | undefined;
}

/**
 * The fitted pipeline of a registered version, such as `models:/crime-arrest@champion`. Its bytes are compared with
 * those that were registered, its hash is checked, and no code in it is run.
 *
 * @throws NotFoundError for an unknown version, FormatError for a file that was changed.
 * @example const model = await loadModel("models:/crime-arrest@champion")
 */
export async function loadModel(uri: string, { registry, steps }: LoadModelOptions = {}): Promise<FittedPipeline> {
  const { name, version } = parseModelUri(uri);
  const bytes = await (registry ?? (await openRegistry())).read(name, version);
  return restorePipeline(new TextDecoder().decode(bytes), { path: uri, steps });
}

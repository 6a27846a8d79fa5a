import { parseJson } from "../../core/json.js";
import type { FittedPipeline } from "../../pipeline/fitted-pipeline.js";
import { restorePipeline } from "../../pipeline/restore-pipeline.js";
import { parseModelUri } from "../../tracking/registry/parse-model-uri.js";
import type { ModelRegistry } from "../../tracking/registry/registry.js";
import { openRegistry } from "./open-registry.js";

/**
 * The fitted pipeline of a registered version, such as `models:/crime-arrest@champion`. Its bytes must be those that were registered,
 * and the file's own hash must fit; nothing in it is run.
 *
 * @example const model = await loadModel("models:/crime-arrest@champion")
 */
export async function loadModel(
  address: string,
  { registry }: { readonly registry?: ModelRegistry } = {},
): Promise<FittedPipeline> {
  const { name, version } = parseModelUri(address);
  const bytes = await (registry ?? (await openRegistry())).read(name, version);
  return restorePipeline(parseJson(new TextDecoder().decode(bytes), address), { path: address });
}

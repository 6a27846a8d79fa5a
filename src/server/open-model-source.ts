import { openStore } from "../io/stores/open-store.js";
import { isModelFile, type OpenedModel, type OpenModelOptions, openModel } from "../io/tracker/open-model.js";
import { openRegistry } from "../io/tracker/open-registry.js";
import { openTracker } from "../io/tracker/open-tracker.js";
import { parseModelUri } from "../tracking/registry/parse-model-uri.js";
import type { ModelRegistry } from "../tracking/registry/registry.js";
import type { ModelSource, ServedModel, TrainedVersion } from "./served-model.js";

/** Where models come from, and the clock. */
export interface OpenModelSourceOptions extends OpenModelOptions {
  readonly now?: (() => Date) | undefined;
}

/**
 * A registered version, alias or file that follows its reference: `refresh` loads another version when the alias was
 * moved or the file replaced. Requests that have begun use the version they began with.
 *
 * @throws NotFoundError for an unknown version or file.
 * @example (await openModelSource("models:/traffic@champion")).current().version // "3"
 */
export async function openModelSource(ref: string, options: OpenModelSourceOptions = {}): Promise<ModelSource> {
  const { now = () => new Date() } = options;
  const registry = options.registry ?? (isModelFile(ref) ? undefined : await openRegistry());
  const open = (): Promise<OpenedModel> => openModel(ref, { ...options, registry });
  const mark = async (): Promise<string> => {
    if (registry === undefined || isModelFile(ref)) {
      const { store, key } = await openStore(ref, { caller: "serve" });
      return (await store.stat(key))?.version ?? "";
    }
    const { name, version } = parseModelUri(ref);
    return String((await registry.version(name, version)).version);
  };
  let known = await mark();
  let served = toServed(await open(), now());
  return {
    name: served.name,
    current: () => served,
    async refresh() {
      const found = await mark();
      if (found === known) return false;
      served = toServed(await open(), now());
      known = found;
      return true;
    },
    trainingLog: registry === undefined || isModelFile(ref) ? undefined : () => trainingLog(registry, served.name),
  };
}

async function trainingLog(registry: ModelRegistry, name: string): Promise<readonly TrainedVersion[]> {
  const tracker = await openTracker({ uri: registry.uri });
  const versions = await registry.versions(name);
  return Promise.all(
    versions.map(async ({ version, aliases, description, createdAt, runId }) => {
      const run = runId === undefined ? undefined : await tracker.run(runId).catch(() => undefined);
      const trainedAt = new Date(run?.startTime ?? createdAt).toISOString();
      return { version, aliases, description, trainedAt, runId, metrics: run?.metrics ?? {} };
    }),
  );
}

function toServed({ ref, name, model, version, bytes }: OpenedModel, loadedAt: Date): ServedModel {
  const json = JSON.parse(new TextDecoder().decode(bytes)) as { readonly hash: string };
  return {
    ...{ name, ref, model, loadedAt },
    version: version === undefined ? json.hash.slice(0, 12) : String(version.version),
    description: version?.description ?? "",
    aliases: version?.aliases ?? [],
  };
}

import { NotFoundError } from "../../core/errors.js";
import { copyLoggedModels, toModelOrigin } from "../copy-logged-models.js";
import { copyRuns, sourceRunTag } from "../copy-runs.js";
import type { LoggedModelEntry, RunRecord, Tracker } from "../tracker.js";
import { loggedModelId } from "./parse-model-uri.js";
import type { ModelRegistry, ModelVersion, RegisteredModel } from "./registry.js";

/** Tag of a copied version with what it is a copy of: run, path and number. */
export const sourceVersionTag = "cuaderno.source.version";

/** A registry and the tracker of the runs that made its versions. */
export interface RegistryOfRuns {
  readonly registry: ModelRegistry;
  readonly tracker: Tracker;
}

export interface CopyModelsOptions {
  /** Ids of runs in the source: only versions that they made. @default every version */
  readonly runIds?: readonly string[] | undefined;
  /** Called after each version. */
  readonly onCopied?: ((copied: CopiedVersion) => void) | undefined;
}

/** A version and its copy. The numbers differ where the target had versions of its own before. */
export interface CopiedVersion {
  readonly model: string;
  readonly from: number;
  readonly to: number;
  /** Whether the copy was made now: otherwise its description, tags and stage were updated. */
  readonly isNew: boolean;
}

/**
 * Copies registered models from one registry to another: descriptions, tags, versions with their hashes, aliases; runs
 * of versions that the target lacks are copied, too. Numbers of versions stay where they are free. It can be repeated:
 * only what is missing is added. A copy has the stage of its source and the time at which that was made, which on a
 * server, whose clock decides, is tag `cuaderno.source.created`.
 *
 * @example await copyModels({ registry, tracker }, { registry: remoteRegistry, tracker: remoteTracker })
 */
export async function copyModels(
  source: RegistryOfRuns,
  target: RegistryOfRuns,
  { runIds, onCopied }: CopyModelsOptions = {},
): Promise<CopiedVersion[]> {
  const origins = new Map((await target.tracker.runs()).map(({ id, tags }) => [tags[sourceRunTag] ?? id, id]));
  const copied: CopiedVersion[] = [];
  for (const model of await source.registry.models()) {
    const all = [...(await source.registry.versions(model.name))].reverse();
    const chosen =
      runIds === undefined ? all : all.filter(({ runId }) => runId !== undefined && runIds.includes(runId));
    if (runIds !== undefined && chosen.length === 0) continue;
    const existing = await openModel(target.registry, model);
    const known = new Map<string, ModelVersion>();
    for (const version of existing === undefined ? [] : await target.registry.versions(model.name)) {
      known.set(await toOrigin(target.tracker, version), version);
    }
    const numbers = new Map<number, number>();
    for (const version of chosen) {
      const origin = await toOrigin(source.tracker, version);
      const before = known.get(origin);
      const after =
        before === undefined
          ? await addCopy(source, target, { version, origin, origins })
          : await updateCopy(target.registry, version, before);
      numbers.set(version.version, after.version);
      const one = { model: model.name, from: version.version, to: after.version, isNew: before === undefined };
      copied.push(one);
      onCopied?.(one);
    }
    await copyAliases(target.registry, model, numbers);
  }
  return copied;
}

/** The model in the target with the description and tags of the source; undefined when it was created now. */
async function openModel(
  registry: ModelRegistry,
  { name, description, tags }: RegisteredModel,
): Promise<RegisteredModel | undefined> {
  let before: RegisteredModel;
  try {
    before = await registry.model(name);
  } catch (thrown) {
    if (!(thrown instanceof NotFoundError)) throw thrown;
    await registry.createModel(name, { description, tags });
    return undefined;
  }
  const changed = Object.entries(tags).filter(([key, value]) => before.tags[key] !== value);
  if (changed.length > 0 || before.description !== description) {
    await registry.describe(name, { description, tags: Object.fromEntries(changed) });
  }
  return before;
}

/** What a version is a copy of, or itself: the same on both sides. */
async function toOrigin(tracker: Tracker, version: ModelVersion): Promise<string> {
  const tagged = version.tags[sourceVersionTag];
  if (tagged !== undefined) return tagged;
  const run = version.runId === undefined ? undefined : await findRun(tracker, version.runId);
  const origin = run === undefined ? version.runId : (run.tags[sourceRunTag] ?? run.id);
  return `${origin ?? ""} ${version.path ?? version.source} ${version.version}`;
}

async function findRun(tracker: Tracker, id: string): Promise<RunRecord | undefined> {
  try {
    return await tracker.run(id);
  } catch (thrown) {
    if (thrown instanceof NotFoundError) return undefined;
    throw thrown;
  }
}

async function addCopy(
  source: RegistryOfRuns,
  target: RegistryOfRuns,
  {
    version,
    origin,
    origins,
  }: { readonly version: ModelVersion; readonly origin: string; readonly origins: Map<string, string> },
): Promise<ModelVersion> {
  const { name, version: number, runId, path, sha256, description, createdAt, stage } = version;
  const run = runId === undefined ? undefined : await findRun(source.tracker, runId);
  const tags = { ...version.tags, [sourceVersionTag]: origin };
  const own = { version: number, sha256, description, tags, createdAt, stage };
  // Without its run, or without a path in it, a version stays a reference to what its source names.
  if (run === undefined) return await target.registry.importVersion(name, { ...own, source: version.source, path });
  const runOrigin = run.tags[sourceRunTag] ?? run.id;
  if (!origins.has(runOrigin)) {
    const [copy] = await copyRuns(source.tracker, target.tracker, { ids: [run.id] });
    if (copy !== undefined) origins.set(runOrigin, copy.to);
  }
  const copy = await target.tracker.run(origins.get(runOrigin) ?? "");
  const logged = await copyLogged(source.tracker, target.tracker, { from: run, to: copy, source: version.source });
  if (logged !== undefined) {
    const reference = { source: `models:/${logged.id}`, location: logged.artifactUri };
    return await target.registry.importVersion(name, { ...own, ...reference, path, runId: copy.id });
  }
  const uri =
    path === undefined ? version.source : `${copy.artifactUri}/${path.split("/").map(encodeURIComponent).join("/")}`;
  return await target.registry.importVersion(name, { ...own, source: uri, path, runId: copy.id });
}

/** The copy of the logged model that a source names; undefined for other sources, and where it cannot be stored. */
async function copyLogged(
  from: Tracker,
  to: Tracker,
  runs: { readonly from: RunRecord; readonly to: RunRecord; readonly source: string },
): Promise<LoggedModelEntry | undefined> {
  const id = loggedModelId(runs.source);
  const model = (await listModels(from, id, runs.from)).find((one) => one.id === id);
  if (model === undefined) return undefined;
  const find = async () =>
    (await listModels(to, id, runs.to)).find((one) => toModelOrigin(one) === toModelOrigin(model));
  const known = await find();
  if (known !== undefined) return known;
  await copyLoggedModels(from, to, [{ from: runs.from.id, to: runs.to.id }]);
  return await find();
}

async function listModels(
  { loggedModels }: Tracker,
  id: string | undefined,
  { experimentId }: RunRecord,
): Promise<readonly LoggedModelEntry[]> {
  return id === undefined ? [] : ((await loggedModels?.list(experimentId)) ?? []);
}

async function updateCopy(registry: ModelRegistry, from: ModelVersion, to: ModelVersion): Promise<ModelVersion> {
  const tags = Object.entries(from.tags).filter(([key, value]) => key !== sourceVersionTag && to.tags[key] !== value);
  const stage = from.stage === to.stage ? undefined : (from.stage ?? "None");
  if (tags.length > 0 || from.description !== to.description || stage !== undefined) {
    const notes = { description: from.description, tags: Object.fromEntries(tags), stage };
    await registry.describe(to.name, notes, { version: to.version });
  }
  return to;
}

async function copyAliases(
  registry: ModelRegistry,
  { name, aliases }: RegisteredModel,
  numbers: ReadonlyMap<number, number>,
): Promise<void> {
  const before = (await registry.model(name)).aliases;
  const changes = Object.entries(aliases).flatMap(([alias, version]) => {
    const number = numbers.get(version);
    return number === undefined || before[alias] === number ? [] : [[alias, number] as const];
  });
  if (changes.length > 0) await registry.setAliases(name, Object.fromEntries(changes));
}

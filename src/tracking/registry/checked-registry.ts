import { contentHash } from "../../core/content-hash.js";
import { ArgumentError, FailedError, FormatError } from "../../core/errors.js";
import { checkTrackerKey } from "../check-tracker-key.js";
import type { Tracker } from "../tracker.js";
import { checkAlias } from "./check-alias.js";
import { checkModelName } from "./check-model-name.js";
import { getModel, getVersion, withAliases, withVersions } from "./find-version.js";
import type {
  AliasChanges,
  ImportedVersion,
  ModelNotes,
  ModelRegistry,
  ModelVersion,
  RegisteredModel,
  RegisterOptions,
} from "./registry.js";
import type { RegistryStorage } from "./registry-storage.js";

/** A registry over a storage: rules, errors and hashes are the same for every storage. */
export function checkedRegistry(
  storage: RegistryStorage,
  tracker: Pick<Tracker, "run" | "readArtifact">,
): ModelRegistry {
  const { aliasHistory } = storage;
  return {
    uri: storage.uri,
    models: async () => {
      const models: RegisteredModel[] = [];
      for (const name of await storage.names()) {
        const model = await storage.model(name);
        if (model !== undefined) models.push(await withVersions(storage, model));
      }
      return models;
    },
    model: async (name) => withVersions(storage, await getModel(storage, name, "model")),
    createModel: async (name, notes = {}) => {
      checkModelName(name, "createModel");
      checkNotes("createModel", notes);
      const { description = "", tags = {} } = notes;
      if (!(await storage.createModel(name, { description, tags }))) {
        throw new ArgumentError(`createModel: model "${name}" exists already; use register to add a version`);
      }
      return withVersions(storage, await getModel(storage, name, "createModel"));
    },
    register: (name, from) => register(storage, tracker, name, from),
    importVersion: (name, imported) => importVersion(storage, name, imported),
    versions: async (name) => {
      const model = await getModel(storage, name, "versions");
      return (await storage.versions(name)).map((version) => withAliases(version, model)).reverse();
    },
    version: async (name, version) => getVersion(storage, name, version, "version"),
    setAliases: (name, changes, { expected = {} } = {}) => setAliases(storage, name, changes, expected),
    ...(aliasHistory !== undefined && {
      aliasHistory: async (name) => {
        await getModel(storage, name, "aliasHistory");
        return aliasHistory(name);
      },
    }),
    describe: async (name, notes, { version } = {}) => {
      checkNotes("describe", notes);
      if (notes.stage !== undefined && version === undefined) {
        throw new ArgumentError(`describe: stage: model "${name}" has none, its versions have; pass version: 1`);
      }
      await storage.exclusively(async () => {
        if (version === undefined) await getModel(storage, name, "describe");
        else await getVersion(storage, name, version, "describe");
        await storage.writeNotes(name, version, notes);
      });
    },
    deleteVersion: async (name, version) => {
      await storage.exclusively(async () => {
        const { aliases } = await getVersion(storage, name, version, "deleteVersion");
        if (aliases.length > 0) {
          throw new ArgumentError(
            `deleteVersion: version ${version} of "${name}" has alias ${aliases.join(", ")}; set it to another version first`,
          );
        }
        await storage.deleteVersion(name, version);
      });
    },
    read: (name, version) => readVersion(storage, tracker, name, version),
  };
}

async function register(
  storage: RegistryStorage,
  tracker: Pick<Tracker, "run" | "readArtifact">,
  name: string,
  { runId, path, description, tags }: RegisterOptions,
): Promise<ModelVersion> {
  checkModelName(name, "register");
  checkNotes("register", { description, tags });
  const run = await tracker.run(runId);
  const sha256 = contentHash(await tracker.readArtifact(run.id, path));
  await storage.createModel(name, { description: "", tags: {} });
  const source = `${run.artifactUri}/${path.split("/").map(encodeURIComponent).join("/")}`;
  const number = await storage.exclusively(async () => {
    const same = (await storage.versions(name)).findLast((version) => version.sha256 === sha256);
    if (same === undefined) {
      const notes = { description: description ?? "", tags: tags ?? {} };
      return storage.addVersion(name, { runId: run.id, path, sha256, source, ...notes });
    }
    if (description !== undefined || tags !== undefined) {
      await storage.writeNotes(name, same.version, { description, tags });
    }
    return same.version;
  });
  return getVersion(storage, name, number, "register");
}

async function importVersion(
  storage: RegistryStorage,
  name: string,
  { version, description = "", tags = {}, ...fields }: ImportedVersion,
): Promise<ModelVersion> {
  await getModel(storage, name, "importVersion");
  checkNotes("importVersion", { description, tags });
  const { source, location, runId, path, sha256, createdAt, stage } = fields;
  const added = { source, location, runId, path, sha256, createdAt, stage, description, tags };
  const number = await storage.exclusively(async () => {
    let last = await storage.addVersion(name, added);
    // Numbers that were deleted there are used up here, too.
    while (last < version) {
      await storage.deleteVersion(name, last);
      last = await storage.addVersion(name, added);
    }
    return last;
  });
  return getVersion(storage, name, number, "importVersion");
}

async function setAliases(
  storage: RegistryStorage,
  name: string,
  changes: AliasChanges,
  expected: AliasChanges,
): Promise<RegisteredModel> {
  for (const alias of Object.keys(changes)) checkAlias(alias, "setAliases");
  await getModel(storage, name, "setAliases");
  await storage.exclusively(async () => {
    const { aliases } = await getModel(storage, name, "setAliases");
    checkUnmoved(name, aliases, expected);
    for (const version of Object.values(changes)) {
      if (version !== null) await getVersion(storage, name, version, "setAliases");
    }
    await storage.writeAliases(name, changes);
  });
  return withVersions(storage, await getModel(storage, name, "setAliases"));
}

async function readVersion(
  storage: RegistryStorage,
  tracker: Pick<Tracker, "readArtifact">,
  name: string,
  which: number | string,
): Promise<Uint8Array> {
  const { version, runId, path, sha256, source } = await getVersion(storage, name, which, "read");
  if (runId === undefined || path === undefined || sha256 === undefined) {
    throw new FormatError(
      `read: version ${version} of model "${name}" has no recorded hash (it was made by another tool from ${source}); register its artifact again`,
    );
  }
  const bytes = await tracker.readArtifact(runId, path);
  if (contentHash(bytes) === sha256) return bytes;
  throw new FormatError(
    `read: version ${version} of model "${name}" differs from what was registered: ${path} of run ${runId.slice(0, 8)} was changed; register it again`,
  );
}

function checkUnmoved(name: string, aliases: Readonly<Record<string, number>>, expected: AliasChanges): void {
  const shown = (version: number | null | undefined): string =>
    version === null || version === undefined ? "not set" : `version ${version}`;
  for (const [alias, version] of Object.entries(expected)) {
    const now = Object.hasOwn(aliases, alias) ? aliases[alias] : null;
    if (now === version) continue;
    throw new FailedError(
      `setAliases: alias "${alias}" of model "${name}": expected ${shown(version)}, got ${shown(now)}; another process changed it, read it again`,
    );
  }
}

function checkNotes(caller: string, { description = "", tags = {} }: ModelNotes): void {
  if (typeof description !== "string") {
    throw new ArgumentError(
      `${caller}: description: expected a string, got ${typeof description}; pass text or leave it out`,
    );
  }
  for (const [key, value] of Object.entries(tags)) {
    checkTrackerKey("tag", key, caller);
    if (typeof value === "string" && value.length <= 100_000) continue;
    throw new ArgumentError(
      `${caller}: tag "${key}": expected a string of at most 100,000 characters; shorten it or log an artifact`,
    );
  }
}

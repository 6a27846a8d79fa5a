import { contentHash } from "../../core/content-hash.js";
import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError, FailedError, FormatError, NotFoundError } from "../../core/errors.js";
import { checkKey } from "../check-key.js";
import type { Tracker } from "../tracker.js";
import { checkAlias } from "./check-alias.js";
import { checkModelName } from "./check-model-name.js";
import type { AliasChanges, ModelNotes, ModelRegistry, ModelVersion, RegisteredModel } from "./registry.js";

/** Where a registry keeps what has been checked. */
export interface RegistryStorage {
  readonly uri: string;
  names(): readonly string[];
  /** Undefined when there is none, or none that can be read. */
  model(name: string): StoredModel | undefined;
  /** Those that are not deleted, oldest first. */
  versions(name: string): readonly StoredVersion[];
  /** False when there is one of that name. */
  createModel(name: string, notes: Required<ModelNotes>): boolean;
  /** The number it got. */
  addVersion(name: string, version: NewVersion): number;
  /** Does `work` while no other process changes aliases, notes or versions of any model. */
  exclusively<Result>(work: () => Result): Promise<Result>;
  writeAliases(name: string, changes: AliasChanges): void;
  writeNotes(name: string, version: number | undefined, notes: ModelNotes): void;
  deleteVersion(name: string, version: number): void;
}

export type StoredModel = Omit<RegisteredModel, "versions">;
export type StoredVersion = Omit<ModelVersion, "aliases">;
export type NewVersion = Pick<StoredVersion, "description" | "tags" | "source"> & {
  readonly runId: string;
  readonly path: string;
  readonly sha256: string;
};

/** A registry over a storage: rules, errors and hashes are the same wherever models are kept. */
export function checkedRegistry(
  storage: RegistryStorage,
  tracker: Pick<Tracker, "run" | "readArtifact">,
): ModelRegistry {
  const kept = (name: string, caller: string): StoredModel => {
    checkModelName(name, caller);
    const model = storage.model(name);
    if (model !== undefined) return model;
    const names = storage.names();
    const hint =
      didYouMean(name, names) || (names.length > 0 ? `; there are ${names.join(", ")}` : "; there are none yet");
    throw new NotFoundError(`${caller}: no model "${name}" in ${storage.uri}${hint}`);
  };
  const whole = (model: StoredModel): RegisteredModel => ({
    ...model,
    versions: storage
      .versions(model.name)
      .map(({ version }) => version)
      .reverse(),
  });
  const withAliases = (version: StoredVersion, { aliases }: StoredModel): ModelVersion => ({
    ...version,
    aliases: Object.keys(aliases)
      .filter((alias) => aliases[alias] === version.version)
      .sort(),
  });
  const find = (name: string, which: number | string, caller: string): ModelVersion => {
    const model = kept(name, caller);
    const all = storage.versions(name);
    const wanted = numberOf(which, model, all, caller);
    const found = all.find(({ version }) => version === wanted);
    if (found === undefined) {
      const there = all.length > 0 ? `there are ${all.map(({ version }) => version).join(", ")}` : "there are none yet";
      throw new NotFoundError(`${caller}: model "${name}" has no version ${wanted}; ${there}`);
    }
    return withAliases(found, model);
  };
  return {
    uri: storage.uri,
    models: async () =>
      storage
        .names()
        .flatMap((name) => storage.model(name) ?? [])
        .map(whole),
    model: async (name) => whole(kept(name, "model")),
    createModel: async (name, notes = {}) => {
      checkModelName(name, "createModel");
      checkNotes(notes);
      if (!storage.createModel(name, { description: "", tags: {}, ...notes })) {
        throw new ArgumentError(`createModel: there is a model "${name}" already; register adds a version to it`);
      }
      return whole(kept(name, "createModel"));
    },
    register: async (name, { runId, path, description = "", tags = {} }) => {
      checkModelName(name, "register");
      checkNotes({ description, tags });
      const run = await tracker.run(runId);
      const sha256 = contentHash(await tracker.readArtifact(run.id, path));
      storage.createModel(name, { description: "", tags: {} });
      const source = `${run.artifactUri}/${path.split("/").map(encodeURIComponent).join("/")}`;
      const added = await storage.exclusively(() =>
        storage.addVersion(name, { runId: run.id, path, sha256, source, description, tags }),
      );
      return find(name, added, "register");
    },
    versions: async (name) => {
      const model = kept(name, "versions");
      return storage
        .versions(name)
        .map((version) => withAliases(version, model))
        .reverse();
    },
    version: async (name, which) => find(name, which, "version"),
    setAliases: async (name, changes, { expected = {} } = {}) => {
      for (const alias of Object.keys(changes)) checkAlias(alias, "setAliases");
      kept(name, "setAliases");
      await storage.exclusively(() => {
        const { aliases } = kept(name, "setAliases");
        refuseMoved(name, aliases, expected);
        for (const version of Object.values(changes)) if (version !== null) find(name, version, "setAliases");
        storage.writeAliases(name, changes);
      });
      return whole(kept(name, "setAliases"));
    },
    describe: async (name, notes, { version } = {}) => {
      checkNotes(notes);
      await storage.exclusively(() => {
        if (version === undefined) kept(name, "describe");
        else find(name, version, "describe");
        storage.writeNotes(name, version, notes);
      });
    },
    deleteVersion: async (name, version) => {
      await storage.exclusively(() => {
        const { aliases } = find(name, version, "deleteVersion");
        if (aliases.length > 0) {
          throw new ArgumentError(
            `deleteVersion: version ${version} of "${name}" is ${aliases.join(", ")}; point the alias at another version first`,
          );
        }
        storage.deleteVersion(name, version);
      });
    },
    read: async (name, which) => {
      const { version, runId, path, sha256, source } = find(name, which, "read");
      const place = `version ${version} of model "${name}"`;
      if (runId === undefined || path === undefined || sha256 === undefined) {
        throw new FormatError(
          `read: ${place} has no hash on record, another tool made it from ${source}; register its artifact again to read it here`,
        );
      }
      const bytes = await tracker.readArtifact(runId, path);
      if (contentHash(bytes) === sha256) return bytes;
      throw new FormatError(
        `read: ${place} is not what was registered: ${path} of run ${runId.slice(0, 8)} was changed since; register it again if that was meant`,
      );
    },
  };
}

function numberOf(which: number | string, model: StoredModel, all: readonly StoredVersion[], caller: string): number {
  if (typeof which === "number") return which;
  if (/^\d+$/.test(which)) return Number(which);
  if (which === "latest") {
    const newest = all.at(-1)?.version;
    if (newest === undefined) throw new NotFoundError(`${caller}: model "${model.name}" has no versions yet`);
    return newest;
  }
  const version = Object.hasOwn(model.aliases, which) ? model.aliases[which] : undefined;
  if (version !== undefined) return version;
  const known = Object.keys(model.aliases).sort();
  const hint = didYouMean(which, known) || (known.length > 0 ? `; it has ${known.join(", ")}` : "; it has none yet");
  throw new NotFoundError(`${caller}: model "${model.name}" has no alias "${which}"${hint}`);
}

function refuseMoved(name: string, aliases: Readonly<Record<string, number>>, expected: AliasChanges): void {
  for (const [alias, version] of Object.entries(expected)) {
    const now = Object.hasOwn(aliases, alias) ? aliases[alias] : null;
    if (now === version) continue;
    throw new FailedError(
      `setAliases: "${alias}" of model "${name}" is ${now === null ? "gone" : `version ${now}`} by now, not ${version === null ? "unset" : `version ${version}`}; another process changed it, look again`,
    );
  }
}

function checkNotes({ description = "", tags = {} }: ModelNotes): void {
  if (typeof description !== "string") throw new ArgumentError("describe: the description must be text");
  for (const [key, text] of Object.entries(tags)) {
    checkKey("tag", key);
    if (typeof text === "string" && text.length <= 100_000) continue;
    throw new ArgumentError(`describe: tag "${key}" must be text of at most 100,000 characters`);
  }
}

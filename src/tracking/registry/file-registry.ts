import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { errorCode, fileSystemError } from "../../files/file-system-error.js";
import { createFileSync, replaceFileSync } from "../../files/replace-file-sync.js";
import { metaText } from "../files/meta-text.js";
import { type Meta, parseMeta } from "../files/parse-meta.js";
import { readText } from "../files/read-text.js";
import { trackerFix } from "../files/tracker-fix.js";
import type { TrackerFolder } from "../files/tracker-folder.js";
import type { Tracker, TrackerProblem } from "../tracker.js";
import { checkedRegistry, type NewVersion } from "./checked-registry.js";
import {
  artifactTag,
  hashTag,
  modelNames,
  modelPath,
  readAliases,
  readModel,
  readVersions,
  versionNumbers,
} from "./read-registry.js";
import type { ModelNotes, ModelRegistry } from "./registry.js";

export interface FileRegistryOptions {
  /** The tracker's folder, usually `mlruns`; models lie in `models` below it. */
  readonly root: string;
  /** The tracker whose runs hold the artifacts. */
  readonly tracker: Pick<Tracker, "run" | "readArtifact">;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** 32 random hexadecimal digits. */
  readonly newId: () => string;
  /** Who registers. */
  readonly user: string;
  /** Does work while no other process is inside for the same file. */
  readonly exclusively: <Result>(file: string, work: () => Result) => Promise<Result>;
  /** Told of every damaged file that reading passes over. Default: nothing. */
  readonly onProblem?: (problem: TrackerProblem) => void;
}

/**
 * A registry that keeps models in a folder, in MLflow's file layout. Every write is whole or absent; versions appear at once with all
 * they hold, and aliases change under a lock, one after the other in the order given.
 */
export function fileRegistry(options: FileRegistryOptions): ModelRegistry {
  const { now, newId, user, tracker } = options;
  const folder: TrackerFolder = {
    root: resolve(options.root),
    now,
    newId,
    onProblem: options.onProblem ?? (() => undefined),
  };
  const home = join(folder.root, "models");
  return checkedRegistry(
    {
      uri: folder.root,
      names: () => modelNames(folder),
      model: (name) => readModel(folder, name),
      versions: (name) => readVersions(folder, name),
      createModel: (name, notes) => guarded(home, "createModel", () => createModel(folder, name, notes)),
      addVersion: (name, version) => guarded(home, "register", () => addVersion(folder, name, version, user)),
      exclusively: async (work) => {
        guarded(home, "models", () => mkdirSync(home, { recursive: true }));
        return await options.exclusively(join(home, ".registry"), work);
      },
      writeAliases: (name, changes) =>
        guarded(home, "setAliases", () => {
          const path = modelPath(folder, name);
          for (const [alias, version] of Object.entries(changes)) {
            const file = join(path, "aliases", alias);
            if (version === null) rmSync(file, { force: true });
            else replaceFileSync(file, String(version), { temporary: temporaryIn(folder, path), flush: true });
          }
          updateMeta(folder, path, { aliases: textsOf(readAliases(folder, path)) });
        }),
      writeNotes: (name, version, notes) =>
        guarded(home, "describe", () => {
          const path = modelPath(folder, name);
          writeNotes(folder, version === undefined ? path : join(path, `version-${version}`), notes);
        }),
      deleteVersion: (name, version) =>
        guarded(home, "deleteVersion", () =>
          updateMeta(folder, join(modelPath(folder, name), `version-${version}`), {
            current_stage: "Deleted_Internal",
          }),
        ),
    },
    tracker,
  );
}

function createModel(folder: TrackerFolder, name: string, { description, tags }: Required<ModelNotes>): boolean {
  const path = modelPath(folder, name);
  if (existsSync(join(path, "meta.yaml"))) return false;
  const time = folder.now();
  const text = metaText({
    aliases: {},
    creation_timestamp: time,
    deployment_job_id: null,
    deployment_job_state: null,
    description: description || null,
    last_updated_timestamp: time,
    name,
    workspace: "default",
  });
  mkdirSync(dirname(path), { recursive: true });
  const temporary = join(folder.root, `.${folder.newId()}.tmp`);
  if (!createFileSync(join(path, "meta.yaml"), text, { temporary })) return false;
  writeTags(folder, path, tags);
  return true;
}

/** The folder is made aside with all it holds and then renamed; a number that another process took meanwhile is passed over. */
function addVersion(
  folder: TrackerFolder,
  name: string,
  { runId, path: artifact, sha256, source, description, tags }: NewVersion,
  user: string,
): number {
  const home = modelPath(folder, name);
  const temporary = temporaryIn(folder, home);
  try {
    writeTags(folder, temporary, { ...tags, [artifactTag]: artifact, [hashTag]: sha256 });
    for (;;) {
      const version = (versionNumbers(folder, name).at(-1) ?? 0) + 1;
      const time = folder.now();
      const text = metaText({
        creation_timestamp: time,
        current_stage: "None",
        deployment_job_state: null,
        description: description || null,
        last_updated_timestamp: time,
        model_id: null,
        name,
        run_id: runId,
        run_link: "",
        source,
        status: "READY",
        status_message: "",
        storage_location: source,
        user_id: user,
        version,
        workspace: "default",
      });
      writeFileSync(join(temporary, "meta.yaml"), text);
      try {
        renameSync(temporary, join(home, `version-${version}`));
        updateMeta(folder, home, {});
        return version;
      } catch (thrown) {
        if (!["ENOTEMPTY", "EEXIST"].includes(errorCode(thrown) ?? "")) throw thrown;
      }
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function writeNotes(folder: TrackerFolder, path: string, { description, tags = {} }: ModelNotes): void {
  writeTags(folder, path, tags);
  updateMeta(folder, path, description === undefined ? {} : { description: description || null });
}

function writeTags(folder: TrackerFolder, path: string, tags: Readonly<Record<string, string>>): void {
  for (const [key, text] of Object.entries(tags)) {
    replaceFileSync(join(path, "tags", key), text, { temporary: temporaryIn(folder, path) });
  }
}

function updateMeta(folder: TrackerFolder, path: string, changes: Meta): void {
  const file = join(path, "meta.yaml");
  const meta = { ...parseMeta(readText(file), file), last_updated_timestamp: folder.now(), ...changes };
  replaceFileSync(file, metaText(meta), { temporary: temporaryIn(folder, path), flush: true });
}

/** MLflow keeps the numbers as text in this place. */
function textsOf(aliases: Readonly<Record<string, number>>): Meta {
  return Object.fromEntries(Object.entries(aliases).map(([alias, version]) => [alias, String(version)]));
}

function temporaryIn(folder: TrackerFolder, path: string): string {
  return join(path, `.${folder.newId()}.tmp`);
}

function guarded<Result>(path: string, caller: string, write: () => Result): Result {
  try {
    return write();
  } catch (thrown) {
    throw fileSystemError(thrown, { caller, verb: "write", path, fix: trackerFix });
  }
}

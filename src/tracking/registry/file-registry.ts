import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { errorCode, fileSystemError } from "../../files/file-system-error.js";
import { createFileSync, replaceFileSync } from "../../files/replace-file-sync.js";
import { formatMeta } from "../files/format-meta.js";
import { type Meta, parseMeta } from "../files/parse-meta.js";
import { readText } from "../files/read-text.js";
import { trackerFix } from "../files/tracker-fix.js";
import type { TrackerFolder } from "../files/tracker-folder.js";
import type { Tracker, TrackerProblem } from "../tracker.js";
import { type CompleteNotes, checkedRegistry, type NewVersion } from "./checked-registry.js";
import {
  artifactTag,
  hashTag,
  modelNames,
  readAliases,
  readModel,
  readVersions,
  toModelPath,
  versionNumbers,
} from "./read-registry.js";
import type { ModelNotes, ModelRegistry } from "./registry.js";

export interface FileRegistryOptions {
  /** The tracker's folder, usually `mlruns`; models are in its folder `models`. */
  readonly root: string;
  /** The tracker whose runs hold the artifacts. */
  readonly tracker: Pick<Tracker, "run" | "readArtifact">;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** 32 random hexadecimal digits. */
  readonly newId: () => string;
  readonly user: string;
  /** Does work while no other process does work for the same file. */
  readonly exclusively: <Result>(file: string, work: () => Result) => Promise<Result>;
  /** Called for every damaged file that is skipped. @default nothing */
  readonly onProblem?: ((problem: TrackerProblem) => void) | undefined;
}

/**
 * A registry in a folder, in MLflow's file layout. Every write is atomic: a version appears with all its files, and
 * aliases change under a lock.
 *
 * @example
 * const registry = fileRegistry({ root: "mlruns", tracker, now: Date.now, newId, user: "ana", exclusively });
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
      createModel: (name, notes) => withFileErrors(home, "createModel", () => createModel(folder, name, notes)),
      addVersion: (name, version) => withFileErrors(home, "register", () => addVersion(folder, name, version, user)),
      exclusively: async (work) => {
        withFileErrors(home, "models", () => mkdirSync(home, { recursive: true }));
        return await options.exclusively(join(home, ".registry"), work);
      },
      writeAliases: (name, changes) =>
        withFileErrors(home, "setAliases", () => {
          const path = toModelPath(folder, name);
          for (const [alias, version] of Object.entries(changes)) {
            const file = join(path, "aliases", alias);
            if (version === null) rmSync(file, { force: true });
            else replaceFileSync(file, String(version), { temporary: temporaryIn(folder, path), flush: true });
          }
          updateMeta(folder, path, { aliases: toStrings(readAliases(folder, path)) });
        }),
      writeNotes: (name, version, notes) =>
        withFileErrors(home, "describe", () => {
          const path = toModelPath(folder, name);
          writeNotes(folder, version === undefined ? path : join(path, `version-${version}`), notes);
        }),
      deleteVersion: (name, version) =>
        withFileErrors(home, "deleteVersion", () =>
          updateMeta(folder, join(toModelPath(folder, name), `version-${version}`), {
            current_stage: "Deleted_Internal",
          }),
        ),
    },
    tracker,
  );
}

function createModel(folder: TrackerFolder, name: string, { description, tags }: CompleteNotes): boolean {
  const path = toModelPath(folder, name);
  if (existsSync(join(path, "meta.yaml"))) return false;
  const time = folder.now();
  const text = formatMeta({
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

/**
 * The folder is written under a temporary name and then renamed; a number that another process took meanwhile is
 * skipped.
 */
function addVersion(
  folder: TrackerFolder,
  name: string,
  { runId, path: artifact, sha256, source, description, tags }: NewVersion,
  user: string,
): number {
  const home = toModelPath(folder, name);
  const temporary = temporaryIn(folder, home);
  try {
    writeTags(folder, temporary, { ...tags, [artifactTag]: artifact, [hashTag]: sha256 });
    for (;;) {
      const version = (versionNumbers(folder, name).at(-1) ?? 0) + 1;
      const time = folder.now();
      const text = formatMeta({
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
  for (const [key, value] of Object.entries(tags)) {
    replaceFileSync(join(path, "tags", key), value, { temporary: temporaryIn(folder, path) });
  }
}

function updateMeta(folder: TrackerFolder, path: string, changes: Meta): void {
  const file = join(path, "meta.yaml");
  const meta = { ...parseMeta(readText(file), file), last_updated_timestamp: folder.now(), ...changes };
  replaceFileSync(file, formatMeta(meta), { temporary: temporaryIn(folder, path), flush: true });
}

/** MLflow stores these numbers as strings. */
function toStrings(aliases: Readonly<Record<string, number>>): Meta {
  return Object.fromEntries(Object.entries(aliases).map(([alias, version]) => [alias, String(version)]));
}

function temporaryIn(folder: TrackerFolder, path: string): string {
  return join(path, `.${folder.newId()}.tmp`);
}

function withFileErrors<Result>(path: string, caller: string, write: () => Result): Result {
  try {
    return write();
  } catch (thrown) {
    throw fileSystemError(thrown, { caller, verb: "write", path, fix: trackerFix });
  }
}

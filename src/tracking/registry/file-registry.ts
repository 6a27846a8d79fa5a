import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileSystemError } from "../../files/file-system-error.js";
import { trackerFix } from "../files/tracker-fix.js";
import type { TrackerFolder } from "../files/tracker-folder.js";
import type { Tracker, TrackerProblem } from "../tracker.js";
import { readAliasHistory } from "./alias-history.js";
import { checkedRegistry } from "./checked-registry.js";
import { addVersionFolder, createModelFolder, updateModelMeta, writeAliases, writeModelNotes } from "./model-folder.js";
import { loggedModelId } from "./parse-model-uri.js";
import { artifactTags, modelNames, readModel, readVersions, toModelPath } from "./read-registry.js";
import type { ModelRegistry } from "./registry.js";

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
  readonly exclusively: <Result>(file: string, work: () => Promise<Result>) => Promise<Result>;
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
      createModel: (name, notes) => withFileErrors(home, "createModel", () => createModelFolder(folder, name, notes)),
      addVersion: (name, { path, sha256, tags, location, ...version }) =>
        withFileErrors(home, "register", () =>
          addVersionFolder(folder, name, {
            ...version,
            ...{ storageLocation: location, modelId: loggedModelId(version.source) },
            user,
            tags: { ...tags, ...artifactTags({ path, sha256 }) },
          }),
        ),
      exclusively: async (work) => {
        withFileErrors(home, "models", () => mkdirSync(home, { recursive: true }));
        return await options.exclusively(join(home, ".registry"), work);
      },
      writeAliases: (name, changes) => withFileErrors(home, "setAliases", () => writeAliases(folder, name, changes)),
      writeNotes: (name, version, notes) =>
        withFileErrors(home, "describe", () => {
          const path = toModelPath(folder, name);
          writeModelNotes(folder, version === undefined ? path : join(path, `version-${version}`), notes);
        }),
      aliasHistory: (name) => readAliasHistory(toModelPath(folder, name)),
      deleteVersion: (name, version) =>
        withFileErrors(home, "deleteVersion", () =>
          updateModelMeta(folder, join(toModelPath(folder, name), `version-${version}`), {
            current_stage: "Deleted_Internal",
          }),
        ),
    },
    tracker,
  );
}

function withFileErrors<Result>(path: string, caller: string, write: () => Result): Result {
  try {
    return write();
  } catch (thrown) {
    throw fileSystemError(thrown, { caller, verb: "write", path, fix: trackerFix });
  }
}

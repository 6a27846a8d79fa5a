import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { errorMessage } from "../../core/error-message.js";
import { errorCode } from "../../files/file-system-error.js";
import { type Meta, parseMeta } from "./parse-meta.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** An experiment in the folder. */
export interface ExperimentEntry {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly active: boolean;
}

/** Folders in the root that are not experiments. */
const reserved = new Set([".trash", "models"]);

/** Every experiment of the folder; damaged ones are reported and left out. Empty when the folder does not exist. */
export function listExperiments(folder: TrackerFolder, path: string = folder.root): ExperimentEntry[] {
  return folderNames(path)
    .filter((name) => !reserved.has(name))
    .sort()
    .flatMap((name) => readExperiment(folder, join(path, name), name) ?? []);
}

/** Experiment in a folder; undefined without a `meta.yaml`, or when that is damaged. */
export function readExperiment(folder: TrackerFolder, path: string, id: string): ExperimentEntry | undefined {
  const file = join(path, "meta.yaml");
  if (!/^[a-zA-Z0-9][\w-]{0,63}$/.test(id)) {
    folder.onProblem({
      path,
      reason: "is not an experiment, which makes MLflow fail for the whole folder; move it away",
    });
    return undefined;
  }
  let meta: Meta;
  try {
    meta = parseMeta(readFileSync(file, "utf8"), file);
  } catch (thrown) {
    if (errorCode(thrown) !== "ENOENT") folder.onProblem({ path: file, reason: errorMessage(thrown) });
    return undefined;
  }
  if (meta.name === undefined || meta.name === null) {
    folder.onProblem({ path: file, reason: "has no name; add a line name: ..." });
    return undefined;
  }
  if (String(meta.experiment_id) !== id) {
    folder.onProblem({
      path: file,
      reason: `has experiment_id ${String(meta.experiment_id)} in the folder ${id}; make them equal`,
    });
  }
  return { id, name: String(meta.name), path, active: meta.lifecycle_stage !== "deleted" };
}

/** Names of the subfolders of a folder; empty when it does not exist. */
export function folderNames(path: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT" || errorCode(thrown) === "ENOTDIR") return [];
    throw thrown;
  }
  return entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map((entry) => entry.name);
}

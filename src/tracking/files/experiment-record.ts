import { rmSync } from "node:fs";
import { join } from "node:path";
import { NotFoundError } from "../../core/errors.js";
import { errorCode } from "../../files/file-system-error.js";
import { replaceFileSync } from "../../files/replace-file-sync.js";
import { checkTrackerKey } from "../check-tracker-key.js";
import { formatMeta } from "./format-meta.js";
import { folderNames, listExperiments } from "./list-experiments.js";
import { type Meta, parseMeta } from "./parse-meta.js";
import { readText } from "./read-text.js";
import { readValues } from "./read-values.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** What was recorded about an experiment. */
export interface ExperimentRecord {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  /** URI below which new runs have their artifacts. */
  readonly artifactLocation: string;
  readonly deleted: boolean;
  /** Milliseconds since 1970. */
  readonly creationTime: number | undefined;
  readonly lastUpdateTime: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** Every experiment, those in `.trash` too; damaged ones are reported and left out. */
export function listExperimentRecords(folder: TrackerFolder): ExperimentRecord[] {
  const trash = join(folder.root, ".trash");
  return [...listExperiments(folder), ...listExperiments(folder, trash)].flatMap(({ path, id }) => {
    const record = readExperimentRecord(folder, path, id);
    return record === undefined ? [] : [record];
  });
}

/** The experiment with an id, active or deleted; undefined when there is none. */
export function findExperiment(folder: TrackerFolder, id: string): ExperimentRecord | undefined {
  if (!/^[a-zA-Z0-9][\w-]{0,63}$/.test(id)) return undefined;
  return (
    readExperimentRecord(folder, join(folder.root, id), id) ??
    readExperimentRecord(folder, join(folder.root, ".trash", id), id)
  );
}

function readExperimentRecord(folder: TrackerFolder, path: string, id: string): ExperimentRecord | undefined {
  const file = join(path, "meta.yaml");
  let meta: Meta;
  try {
    meta = parseMeta(readText(file), file);
  } catch (thrown) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(thrown) ?? "")) return undefined;
    throw thrown;
  }
  if (meta.name === undefined || meta.name === null) return undefined;
  const tags: [string, string][] = [];
  readValues(join(path, "tags"), (key, value) => tags.push([key, value]), folder.onProblem);
  return {
    id,
    name: String(meta.name),
    path,
    artifactLocation: typeof meta.artifact_location === "string" ? meta.artifact_location : "",
    deleted: meta.lifecycle_stage === "deleted",
    creationTime: typeof meta.creation_time === "number" ? meta.creation_time : undefined,
    lastUpdateTime: typeof meta.last_update_time === "number" ? meta.last_update_time : undefined,
    tags: Object.fromEntries(tags),
  };
}

/** Changes fields of an experiment's `meta.yaml`; its time of update is now unless given. */
export function updateExperiment(folder: TrackerFolder, path: string, changes: Meta): void {
  const file = join(path, "meta.yaml");
  const meta: Meta = { ...parseMeta(readText(file), file), last_update_time: folder.now(), ...changes };
  replaceFileSync(file, formatMeta(meta), {
    temporary: join(path, `meta.yaml.${folder.newId()}.tmp`),
    flush: true,
  });
}

/** Sets a tag of an experiment. */
export function setExperimentTag(folder: TrackerFolder, { path }: ExperimentRecord, key: string, value: string): void {
  checkTrackerKey("tag", key, "setExperimentTag");
  replaceFileSync(join(path, "tags", key), value, { temporary: join(path, `tag.${folder.newId()}.tmp`) });
  updateExperiment(folder, path, {});
}

/** Removes a tag of an experiment. Throws NotFoundError when it has none with the key. */
export function deleteExperimentTag(folder: TrackerFolder, { id, path }: ExperimentRecord, key: string): void {
  checkTrackerKey("tag", key, "deleteExperimentTag");
  try {
    rmSync(join(path, "tags", key));
  } catch (cause) {
    if (errorCode(cause) !== "ENOENT") throw cause;
    throw new NotFoundError(`deleteExperimentTag: experiment ${id} has no tag "${key}"; check the key`, { cause });
  }
  updateExperiment(folder, path, {});
}

/** Names of the folders of an experiment's logged models. */
export function loggedModelIds(experimentPath: string): string[] {
  return folderNames(join(experimentPath, "models")).filter((name) => /^m-[\w-]{1,64}$/.test(name));
}

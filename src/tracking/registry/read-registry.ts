import { existsSync } from "node:fs";
import { join } from "node:path";
import { errorMessage } from "../../core/error-message.js";
import { errorCode } from "../../files/file-system-error.js";
import { folderNames } from "../files/list-experiments.js";
import { type Meta, parseMeta } from "../files/parse-meta.js";
import { readText } from "../files/read-text.js";
import { readValues } from "../files/read-values.js";
import type { TrackerFolder } from "../files/tracker-folder.js";
import { isAlias } from "./check-alias.js";
import type { StoredModel, StoredVersion } from "./registry-storage.js";

/** Tags with the artifact of a version and its hash. */
export const artifactTag = "cuaderno.artifact";
export const hashTag = "cuaderno.sha256";

/** Tag with the time at which a copied version was made, in milliseconds since 1970: servers set their own time. */
export const createdTag = "cuaderno.source.created";

/** The tags of a version with its artifact and hash, where they are known. */
export function artifactTags({
  path,
  sha256,
}: {
  readonly path: string | undefined;
  readonly sha256: string | undefined;
}): Readonly<Record<string, string>> {
  const tags: Record<string, string> = {};
  if (path !== undefined) tags[artifactTag] = path;
  if (sha256 !== undefined) tags[hashTag] = sha256;
  return tags;
}

/** Folder of a registered model. */
export function toModelPath(folder: TrackerFolder, name: string): string {
  return join(folder.root, "models", name);
}

/** Names of the model folders that hold a `meta.yaml`. */
export function modelNames(folder: TrackerFolder): string[] {
  return folderNames(join(folder.root, "models"))
    .filter((name) => !name.startsWith(".") && existsSync(join(toModelPath(folder, name), "meta.yaml")))
    .sort();
}

/** A registered model; undefined when it does not exist or its file is damaged, which is reported. */
export function readModel(folder: TrackerFolder, name: string): StoredModel | undefined {
  const path = toModelPath(folder, name);
  const meta = readModelMeta(folder, path);
  if (meta === undefined) return undefined;
  return { name, ...toNotes(meta), tags: readTags(folder, path), aliases: readAliases(folder, path) };
}

/** A version with all that MLflow records of it. */
export interface VersionRecord extends StoredVersion {
  readonly stage: string;
  readonly runLink: string;
  readonly user: string;
  /** The logged model that it is; undefined for versions of other sources. */
  readonly modelId: string | undefined;
  /** URI of its artifacts. */
  readonly storageLocation: string;
}

/** Versions that are not deleted, oldest first. */
export function readVersions(folder: TrackerFolder, name: string): StoredVersion[] {
  return readVersionRecords(folder, name).map(
    ({ stage, runLink: _link, user: _user, modelId: _model, storageLocation: _location, ...version }) =>
      stage === "None" ? version : { ...version, stage },
  );
}

/** Versions that are not deleted with all that is recorded of them, oldest first. */
export function readVersionRecords(folder: TrackerFolder, name: string): VersionRecord[] {
  return versionNumbers(folder, name).flatMap((version) => {
    const path = toVersionPath(folder, name, version);
    const meta = readModelMeta(folder, path);
    if (meta === undefined || meta.current_stage === "Deleted_Internal") return [];
    const tags = readTags(folder, path);
    const runId = toText(meta.run_id);
    const source = toText(meta.source) ?? "";
    return [
      {
        name,
        version,
        ...toNotes(meta),
        tags,
        runId,
        source,
        path: tags[artifactTag] ?? toPathInRun(source, runId),
        sha256: tags[hashTag],
        stage: toText(meta.current_stage) ?? "None",
        runLink: toText(meta.run_link) ?? "",
        user: toText(meta.user_id) ?? "",
        modelId: toText(meta.model_id),
        storageLocation: toText(meta.storage_location) ?? source,
      },
    ];
  });
}

/** Folder of a version of a model. */
export function toVersionPath(folder: TrackerFolder, name: string, version: number): string {
  return join(toModelPath(folder, name), `version-${version}`);
}

/** Every number that was used, also of deleted versions. */
export function versionNumbers(folder: TrackerFolder, name: string): number[] {
  return folderNames(toModelPath(folder, name))
    .flatMap((entry) => (/^version-[1-9]\d{0,8}$/.test(entry) ? [Number(entry.slice("version-".length))] : []))
    .sort((a, b) => a - b);
}

/** Version numbers by alias; a file without one is reported. */
export function readAliases(folder: TrackerFolder, path: string): Record<string, number> {
  const aliases: [string, number][] = [];
  const onAlias = (alias: string, text: string): void => {
    const file = join(path, "aliases", alias);
    if (!isAlias(alias)) folder.onProblem({ path: file, reason: "is not a valid alias" });
    else if (!/^\s*[1-9]\d*\s*$/.test(text)) folder.onProblem({ path: file, reason: "has no version number" });
    else aliases.push([alias, Number(text)]);
  };
  readValues(join(path, "aliases"), onAlias, folder.onProblem);
  return Object.fromEntries(aliases);
}

function readModelMeta(folder: TrackerFolder, path: string): Meta | undefined {
  const file = join(path, "meta.yaml");
  try {
    return parseMeta(readText(file), file);
  } catch (thrown) {
    const code = errorCode(thrown);
    if (code !== "ENOENT" && code !== "ENOTDIR") folder.onProblem({ path: file, reason: errorMessage(thrown) });
    return undefined;
  }
}

function readTags(folder: TrackerFolder, path: string): Record<string, string> {
  const tags: [string, string][] = [];
  readValues(join(path, "tags"), (key, value) => tags.push([key, value]), folder.onProblem);
  return Object.fromEntries(tags);
}

function toNotes(meta: Meta): { description: string; createdAt: number; updatedAt: number } {
  const createdAt = typeof meta.creation_timestamp === "number" ? meta.creation_timestamp : 0;
  return {
    description: toText(meta.description) ?? "",
    createdAt,
    updatedAt: typeof meta.last_updated_timestamp === "number" ? meta.last_updated_timestamp : createdAt,
  };
}

function toText(value: unknown): string | undefined {
  return value === null || value === undefined || value === "" ? undefined : String(value);
}

/** Path below the run's artifact folder in a URI that another tool wrote. */
export function toPathInRun(source: string, runId: string | undefined): string | undefined {
  const mark = `${runId}/artifacts/`;
  const start = source.indexOf(mark);
  return runId === undefined || start < 0 ? undefined : source.slice(start + mark.length);
}

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
import type { StoredModel, StoredVersion } from "./checked-registry.js";

/** Tags that say which bytes a version is. */
export const artifactTag = "cuaderno.artifact";
export const hashTag = "cuaderno.sha256";

/** The folder of a registered model. */
export function modelPath(folder: TrackerFolder, name: string): string {
  return join(folder.root, "models", name);
}

/** Names of the model folders that hold a `meta.yaml`. */
export function modelNames(folder: TrackerFolder): string[] {
  return folderNames(join(folder.root, "models"))
    .filter((name) => !name.startsWith(".") && existsSync(join(modelPath(folder, name), "meta.yaml")))
    .sort();
}

/** A registered model as it lies in the folder; undefined when there is none or its file is damaged, which is reported. */
export function readModel(folder: TrackerFolder, name: string): StoredModel | undefined {
  const path = modelPath(folder, name);
  const meta = readMetaOf(folder, path);
  if (meta === undefined) return undefined;
  return { name, ...timesAndText(meta), tags: readTags(path), aliases: readAliases(folder, path) };
}

/** The versions that are not deleted, oldest first. */
export function readVersions(folder: TrackerFolder, name: string): StoredVersion[] {
  return versionNumbers(folder, name).flatMap((version) => {
    const path = join(modelPath(folder, name), `version-${version}`);
    const meta = readMetaOf(folder, path);
    if (meta === undefined || meta.current_stage === "Deleted_Internal") return [];
    const tags = readTags(path);
    const runId = textOf(meta.run_id);
    const source = textOf(meta.source) ?? "";
    return [
      {
        name,
        version,
        ...timesAndText(meta),
        tags,
        runId,
        source,
        path: tags[artifactTag] ?? pathInRun(source, runId),
        sha256: tags[hashTag],
      },
    ];
  });
}

/** Every number that has been given, those of deleted versions too. */
export function versionNumbers(folder: TrackerFolder, name: string): number[] {
  return folderNames(modelPath(folder, name))
    .flatMap((entry) => (/^version-[1-9]\d{0,8}$/.test(entry) ? [Number(entry.slice("version-".length))] : []))
    .sort((a, b) => a - b);
}

/** Version numbers by alias; a file that holds none is reported. */
export function readAliases(folder: TrackerFolder, path: string): Record<string, number> {
  const aliases: [string, number][] = [];
  readValues(join(path, "aliases"), (alias, text) => {
    const file = join(path, "aliases", alias);
    if (!isAlias(alias)) folder.onProblem({ path: file, reason: "is no alias" });
    else if (!/^\s*[1-9]\d*\s*$/.test(text)) folder.onProblem({ path: file, reason: "holds no version number" });
    else aliases.push([alias, Number(text)]);
  });
  return Object.fromEntries(aliases);
}

function readMetaOf(folder: TrackerFolder, path: string): Meta | undefined {
  const file = join(path, "meta.yaml");
  try {
    return parseMeta(readText(file), file);
  } catch (thrown) {
    const code = errorCode(thrown);
    if (code !== "ENOENT" && code !== "ENOTDIR") folder.onProblem({ path: file, reason: errorMessage(thrown) });
    return undefined;
  }
}

function readTags(path: string): Record<string, string> {
  const tags: [string, string][] = [];
  readValues(join(path, "tags"), (key, text) => tags.push([key, text]));
  return Object.fromEntries(tags);
}

function timesAndText(meta: Meta): { description: string; createdAt: number; updatedAt: number } {
  const createdAt = typeof meta.creation_timestamp === "number" ? meta.creation_timestamp : 0;
  return {
    description: textOf(meta.description) ?? "",
    createdAt,
    updatedAt: typeof meta.last_updated_timestamp === "number" ? meta.last_updated_timestamp : createdAt,
  };
}

function textOf(value: unknown): string | undefined {
  return value === null || value === undefined || value === "" ? undefined : String(value);
}

/** What follows the run's artifact folder in an address that another tool wrote. */
function pathInRun(source: string, runId: string | undefined): string | undefined {
  const mark = `${runId}/artifacts/`;
  const start = source.indexOf(mark);
  return runId === undefined || start < 0 ? undefined : source.slice(start + mark.length);
}

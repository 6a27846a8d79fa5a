import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { errorCode } from "../../files/file-system-error.js";
import { createFileSync, replaceFileSync } from "../../files/replace-file-sync.js";
import { formatMeta } from "../files/format-meta.js";
import { type Meta, parseMeta } from "../files/parse-meta.js";
import { readText } from "../files/read-text.js";
import type { TrackerFolder } from "../files/tracker-folder.js";
import { appendAliasHistory } from "./alias-history.js";
import type { CompleteNotes } from "./registry-storage.js";
import { readAliases, toModelPath, versionNumbers } from "./read-registry.js";
import type { AliasChanges, DescribeNotes } from "./registry.js";

/** Creates a registered model; false when the name is taken. */
export function createModelFolder(folder: TrackerFolder, name: string, { description, tags }: CompleteNotes): boolean {
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

/** Fields of a new version. */
export interface NewVersionFolder {
  readonly source: string;
  /** URI of its artifacts. @default `source` */
  readonly storageLocation?: string | undefined;
  readonly runId: string | undefined;
  readonly runLink?: string | undefined;
  readonly modelId?: string | undefined;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly user: string;
  /** Milliseconds since 1970. @default now */
  readonly createdAt?: number | undefined;
  /** @default "None" */
  readonly stage?: string | undefined;
}

/**
 * Adds a version and returns its number. The folder is written under a temporary name and then renamed; a number that
 * another process took meanwhile is skipped.
 */
export function addVersionFolder(folder: TrackerFolder, name: string, added: NewVersionFolder): number {
  const { source, storageLocation = source, runId, runLink = "", modelId, description, tags, user } = added;
  const home = toModelPath(folder, name);
  const temporary = temporaryIn(folder, home);
  try {
    mkdirSync(temporary);
    writeTags(folder, temporary, tags);
    for (;;) {
      const version = (versionNumbers(folder, name).at(-1) ?? 0) + 1;
      const time = folder.now();
      const text = formatMeta({
        creation_timestamp: added.createdAt ?? time,
        current_stage: added.stage ?? "None",
        deployment_job_state: null,
        description: description || null,
        last_updated_timestamp: time,
        model_id: modelId ?? null,
        name,
        run_id: runId ?? null,
        run_link: runLink,
        source,
        status: "READY",
        status_message: "",
        storage_location: storageLocation,
        user_id: user,
        version,
        workspace: "default",
      });
      writeFileSync(join(temporary, "meta.yaml"), text);
      try {
        renameSync(temporary, join(home, `version-${version}`));
        updateModelMeta(folder, home, {});
        return version;
      } catch (thrown) {
        if (!["ENOTEMPTY", "EEXIST"].includes(errorCode(thrown) ?? "")) throw thrown;
      }
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Sets aliases to versions, and records what changed; `null` removes an alias. */
export function writeAliases(folder: TrackerFolder, name: string, changes: AliasChanges): void {
  const path = toModelPath(folder, name);
  const before = readAliases(folder, path);
  for (const [alias, version] of Object.entries(changes)) {
    const file = join(path, "aliases", alias);
    if (version === null) rmSync(file, { force: true });
    else replaceFileSync(file, String(version), { temporary: temporaryIn(folder, path), flush: true });
  }
  updateModelMeta(folder, path, { aliases: toStrings(readAliases(folder, path)) });
  appendAliasHistory(path, { before, changes, time: folder.now() });
}

/** Sets description and tags of a model or a version, and the stage of a version. */
export function writeModelNotes(
  folder: TrackerFolder,
  path: string,
  { description, tags = {}, stage }: DescribeNotes,
): void {
  writeTags(folder, path, tags);
  updateModelMeta(folder, path, {
    ...(description !== undefined && { description: description || null }),
    ...(stage !== undefined && { current_stage: stage }),
  });
}

function writeTags(folder: TrackerFolder, path: string, tags: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(tags)) {
    replaceFileSync(join(path, "tags", key), value, { temporary: temporaryIn(folder, path) });
  }
}

/** Changes fields of the `meta.yaml` of a model or a version. */
export function updateModelMeta(folder: TrackerFolder, path: string, changes: Meta): void {
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

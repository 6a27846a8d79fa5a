import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { errorMessage } from "../../core/error-message.js";
import { CuadernoError } from "../../core/errors.js";
import { type Finding, quietMs } from "../doctor/finding.js";
import { findRun } from "../files/find-run.js";
import { formatMeta } from "../files/format-meta.js";
import { folderNames } from "../files/list-experiments.js";
import { type Meta, parseMeta } from "../files/parse-meta.js";
import { readText } from "../files/read-text.js";
import type { TrackerFolder } from "../files/tracker-folder.js";
import { artifactTag, readAliases, readVersions, toModelPath, versionNumbers } from "./read-registry.js";

/**
 * Problems of the registered models: damaged files, aliases of missing versions, URIs from before a move; it only
 * reads.
 */
export function diagnoseRegistry(folder: TrackerFolder): Finding[] {
  const home = join(folder.root, "models");
  return folderNames(home)
    .sort()
    .flatMap((name) => {
      const path = join(home, name);
      if (!isQuiet(folder, path)) return [];
      const versions = versionNumbers(folder, name);
      if (!name.startsWith(".") && (versions.length > 0 || existsSync(join(path, "meta.yaml")))) {
        return [
          ...diagnoseModel(folder, name),
          ...versions.flatMap((version) => diagnoseVersion(folder, name, version)),
          ...leftBehind(folder, path),
        ];
      }
      const reason = "is not a registered model, which makes MLflow fail when it lists models";
      return [{ path, reason, fix: { kind: "remove", path, description: "move it to the backup" } } as const];
    });
}

function diagnoseModel(folder: TrackerFolder, name: string): Finding[] {
  const path = toModelPath(folder, name);
  const aliases = diagnoseAliases(folder, name);
  const file = join(path, "meta.yaml");
  const { meta, problem } = readable(file);
  if (meta !== undefined && meta.name === name) return aliases;
  const reason = problem ?? `has name ${String(meta?.name)} in the folder ${name}`;
  const time = Math.round(statSync(path).mtimeMs);
  const fields = { aliases: {}, creation_timestamp: time, last_updated_timestamp: time, workspace: "default" };
  const text = formatMeta({ description: null, ...fields, ...meta, name });
  return [
    {
      path: file,
      reason,
      fix: { kind: "write", path: file, text, description: "write it again with the name of the folder" },
    },
    ...aliases,
  ];
}

function diagnoseAliases(folder: TrackerFolder, name: string): Finding[] {
  const findings: Finding[] = [];
  const path = toModelPath(folder, name);
  const remove = (file: string, reason: string): void => {
    findings.push({ path: file, reason, fix: { kind: "remove", path: file, description: "remove the alias" } });
  };
  const quiet: TrackerFolder = { ...folder, onProblem: () => undefined };
  const present = new Set(readVersions(quiet, name).map(({ version }) => version));
  const watched: TrackerFolder = { ...folder, onProblem: (problem) => remove(problem.path, problem.reason) };
  for (const [alias, version] of Object.entries(readAliases(watched, path))) {
    if (!present.has(version)) remove(join(path, "aliases", alias), `is version ${version}, which does not exist`);
  }
  return findings;
}

function diagnoseVersion(folder: TrackerFolder, name: string, version: number): Finding[] {
  const path = join(toModelPath(folder, name), `version-${version}`);
  const file = join(path, "meta.yaml");
  const { meta, problem } = readable(file);
  if (meta === undefined) {
    const description = "move the version to the backup";
    return [{ path: file, reason: problem ?? "", fix: { kind: "remove", path, description } }];
  }
  const right: Meta = {
    ...(meta.name === name ? {} : { name }),
    ...(meta.version === version ? {} : { version }),
    ...movedSource(folder, meta, join(path, "tags", artifactTag)),
  };
  if (Object.keys(right).length === 0) return [];
  const reason =
    "source" in right
      ? `has its artifact at ${String(meta.source)}: the folder was moved`
      : `has ${Object.keys(right)
          .map((key) => `${key} ${String(meta[key])}`)
          .join(" and ")} in version-${version} of ${name}`;
  const text = formatMeta({ ...meta, ...right });
  return [
    { path: file, reason, fix: { kind: "write", path: file, text, description: "write the values of the folder" } },
  ];
}

function movedSource(folder: TrackerFolder, meta: Meta, artifactFile: string): Meta {
  if (typeof meta.run_id !== "string" || typeof meta.source !== "string" || !meta.source.startsWith("file:")) return {};
  if (!existsSync(artifactFile)) return {};
  try {
    const run = findRun({ ...folder, onProblem: () => undefined }, meta.run_id, "runs doctor");
    const source = pathToFileURL(join(run.path, "artifacts", readText(artifactFile))).href;
    return run.artifactUri.startsWith("file:") && decodeURI(source) !== decodeURI(meta.source)
      ? { source, storage_location: source }
      : {};
  } catch (thrown) {
    if (thrown instanceof CuadernoError) return {};
    throw thrown;
  }
}

function readable(file: string): { readonly meta?: Meta | undefined; readonly problem?: string | undefined } {
  if (!existsSync(file)) return { problem: "is missing" };
  try {
    return { meta: parseMeta(readText(file), file) };
  } catch (thrown) {
    return { problem: `cannot be read: ${errorMessage(thrown)}` };
  }
}

/** Temporary files and folders of processes that were killed. */
function leftBehind(folder: TrackerFolder, path: string): Finding[] {
  return readdirSync(path)
    .filter((name) => /^\.[0-9a-f]{32}\.tmp$/.test(name))
    .map((name) => join(path, name))
    .filter((file) => isQuiet(folder, file))
    .map((file) => ({
      path: file,
      reason: "was left behind by a process that was killed",
      fix: { kind: "remove", path: file, description: "remove it" },
    }));
}

function isQuiet(folder: TrackerFolder, path: string): boolean {
  return folder.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY) > quietMs;
}

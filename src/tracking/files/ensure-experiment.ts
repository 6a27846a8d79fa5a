import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ArgumentError } from "../../core/errors.js";
import { replaceFileSync } from "../../files/replace-file-sync.js";
import { checkExperimentName } from "../check-experiment-name.js";
import { formatMeta } from "./format-meta.js";
import { type ExperimentEntry, listExperiments, readExperiment } from "./list-experiments.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** The experiment that MLflow creates in a new folder. */
export const defaultExperiment: { readonly id: string; readonly name: string } = { id: "0", name: "Default" };

/**
 * The active experiment of a name, created when it does not exist.
 *
 * The id is computed from the name, so that processes which create the same experiment at the same time create the same
 * folder, without a lock.
 */
export function ensureExperiment(folder: TrackerFolder, name: string, artifactRoot?: string): ExperimentEntry {
  checkExperimentName(name);
  prepareRoot(folder, artifactRoot);
  const known = listExperiments(folder);
  const found = known.find((experiment) => experiment.active && experiment.name === name);
  if (found !== undefined) return found;
  checkNotDeleted(folder, known, name);
  return createExperiment(folder, name, artifactRoot);
}

function createExperiment(folder: TrackerFolder, name: string, artifactRoot: string | undefined): ExperimentEntry {
  for (let attempt = 0; ; attempt++) {
    const id = toExperimentId(name, attempt);
    const path = join(folder.root, id);
    const isTrashed = existsSync(join(folder.root, ".trash", id));
    const present = readExperiment(folder, path, id);
    if (present?.active && present.name === name) return present;
    if (isTrashed || present !== undefined || existsSync(join(path, "meta.yaml"))) continue;
    writeExperiment(folder, id, name, artifactRoot);
    return { id, name, path, active: true };
  }
}

function writeExperiment(folder: TrackerFolder, id: string, name: string, artifactRoot?: string): void {
  const path = join(folder.root, id);
  const now = folder.now();
  const text = formatMeta({
    artifact_location:
      artifactRoot === undefined ? pathToFileURL(path).href : `${artifactRoot.replace(/\/+$/, "")}/${id}`,
    creation_time: now,
    experiment_id: id,
    last_update_time: now,
    lifecycle_stage: "active",
    name,
    trace_location: null,
    workspace: "default",
  });
  replaceFileSync(join(path, "meta.yaml"), text, {
    temporary: join(path, `meta.yaml.${folder.newId()}.tmp`),
    flush: true,
  });
}

/** Creates the root with the default experiment, as MLflow does; a root that is not empty is left as it is. */
export function prepareRoot(folder: TrackerFolder, artifactRoot?: string): void {
  const isNew = mkdirSync(folder.root, { recursive: true }) !== undefined;
  if (!isNew && readdirSync(folder.root).some((name) => name !== ".gitkeep")) return;
  writeExperiment(folder, defaultExperiment.id, defaultExperiment.name, artifactRoot);
}

function checkNotDeleted(folder: TrackerFolder, known: readonly ExperimentEntry[], name: string): void {
  const trash = listExperiments(folder, join(folder.root, ".trash"));
  const deleted = [...known.filter((experiment) => !experiment.active), ...trash].find((entry) => entry.name === name);
  if (deleted === undefined) return;
  throw new ArgumentError(
    `startRun: experiment "${name}" was deleted (${deleted.path}); restore it, remove that folder, or choose another name`,
  );
}

/** 18 digits without a leading zero. */
function toExperimentId(name: string, attempt: number): string {
  if (name === defaultExperiment.name && attempt === 0) return defaultExperiment.id;
  const digest = createHash("sha256").update(`${attempt}:${name}`).digest("hex").slice(0, 16);
  return String((BigInt(`0x${digest}`) % 900_000_000_000_000_000n) + 100_000_000_000_000_000n);
}

import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ArgumentError } from "../../core/errors.js";
import { replaceFileSync } from "../../files/replace-file-sync.js";
import { trackerLimits } from "../check-key.js";
import { type ExperimentEntry, listExperiments, readExperiment } from "./list-experiments.js";
import { metaText } from "./meta-text.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** The experiment that MLflow makes in a new folder. */
export const defaultExperiment: { readonly id: string; readonly name: string } = { id: "0", name: "Default" };

/**
 * The active experiment of that name, made when there is none.
 *
 * A new experiment's id is computed from its name, so processes that make the same experiment at the same moment make
 * the same folder, without any lock.
 */
export function ensureExperiment(folder: TrackerFolder, name: string): ExperimentEntry {
  if (name.trim() === "") throw new ArgumentError("startRun: the experiment has an empty name; give it one");
  if ([...name].length > trackerLimits.experimentName) {
    throw new ArgumentError(
      `startRun: the experiment's name has ${[...name].length} characters, the limit is ${trackerLimits.experimentName}; shorten it`,
    );
  }
  prepareRoot(folder);
  const known = listExperiments(folder);
  const found = known.find((experiment) => experiment.active && experiment.name === name);
  if (found !== undefined) return found;
  refuseDeletedName(folder, known, name);
  return createExperiment(folder, name);
}

function createExperiment(folder: TrackerFolder, name: string): ExperimentEntry {
  for (let attempt = 0; ; attempt++) {
    const id = experimentId(name, attempt);
    const path = join(folder.root, id);
    const taken = existsSync(join(folder.root, ".trash", id));
    const there = readExperiment(folder, path, id);
    if (there?.active && there.name === name) return there;
    if (taken || there !== undefined || existsSync(join(path, "meta.yaml"))) continue;
    writeExperiment(folder, id, name);
    return { id, name, path, active: true };
  }
}

function writeExperiment(folder: TrackerFolder, id: string, name: string): void {
  const path = join(folder.root, id);
  const now = folder.now();
  const text = metaText({
    artifact_location: pathToFileURL(path).href,
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

/** A new root gets the default experiment, as MLflow makes it. */
function prepareRoot(folder: TrackerFolder): void {
  if (mkdirSync(folder.root, { recursive: true }) === undefined) return;
  writeExperiment(folder, defaultExperiment.id, defaultExperiment.name);
}

function refuseDeletedName(folder: TrackerFolder, known: readonly ExperimentEntry[], name: string): void {
  const trash = listExperiments(folder, join(folder.root, ".trash"));
  const deleted = [...known.filter((experiment) => !experiment.active), ...trash].find((gone) => gone.name === name);
  if (deleted === undefined) return;
  throw new ArgumentError(
    `startRun: the experiment "${name}" was deleted (${deleted.path}); restore it, remove that folder for good, or choose another name`,
  );
}

/** 18 digits without a leading zero. */
function experimentId(name: string, attempt: number): string {
  if (name === defaultExperiment.name && attempt === 0) return defaultExperiment.id;
  const digest = createHash("sha256").update(`${attempt}:${name}`).digest("hex").slice(0, 16);
  return String((BigInt(`0x${digest}`) % 900_000_000_000_000_000n) + 100_000_000_000_000_000n);
}

import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { type ExperimentRecord, updateExperiment } from "./experiment-record.js";
import { updateMeta } from "./file-run.js";
import { runIds } from "./find-run.js";
import { parseMeta } from "./parse-meta.js";
import { readText } from "./read-text.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** Marks an experiment and its runs as deleted and moves its folder to `.trash`, as MLflow does. */
export function deleteExperiment(folder: TrackerFolder, { id, path }: ExperimentRecord): void {
  const time = folder.now();
  updateExperiment(folder, path, { lifecycle_stage: "deleted", last_update_time: time });
  for (const run of runPaths(path)) {
    if (readStage(run).stage === "active") {
      updateMeta(folder, run, { lifecycle_stage: "deleted", deleted_time: time });
    }
  }
  const trash = join(folder.root, ".trash");
  mkdirSync(trash, { recursive: true });
  renameSync(path, join(trash, id));
}

/**
 * Moves a deleted experiment back and makes it active, with the runs that were deleted together with it: runs that were
 * deleted before stay deleted.
 */
export function restoreExperiment(folder: TrackerFolder, { id, path, lastUpdateTime = 0 }: ExperimentRecord): void {
  const home = join(folder.root, id);
  if (path !== home) renameSync(path, home);
  for (const run of runPaths(home)) {
    const { stage, deletedTime } = readStage(run);
    if (stage === "deleted" && deletedTime >= lastUpdateTime) {
      updateMeta(folder, run, { lifecycle_stage: "active", deleted_time: null });
    }
  }
  updateExperiment(folder, home, { lifecycle_stage: "active" });
}

function runPaths(experimentPath: string): string[] {
  return runIds(experimentPath).map((id) => join(experimentPath, id));
}

/** A run without a readable `meta.yaml` is neither deleted nor restored. */
function readStage(path: string): { readonly stage: string; readonly deletedTime: number } {
  const file = join(path, "meta.yaml");
  try {
    const { lifecycle_stage: stage, deleted_time: time } = parseMeta(readText(file), file);
    return { stage: String(stage), deletedTime: typeof time === "number" ? time : Number.POSITIVE_INFINITY };
  } catch {
    return { stage: "damaged", deletedTime: 0 };
  }
}

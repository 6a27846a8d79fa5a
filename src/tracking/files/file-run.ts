import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { fileSystemError } from "../../files/file-system-error.js";
import { createFileSync, replaceFileSync } from "../../files/replace-file-sync.js";
import { checkedRun, checkTags, type RunStorage } from "../checked-run.js";
import { refuseKeyConflict } from "../key-conflict.js";
import type { Run } from "../tracker.js";
import { appendToFile } from "./append-to-file.js";
import { metaText } from "./meta-text.js";
import { metricLines } from "./metric-lines.js";
import { type Meta, parseMeta } from "./parse-meta.js";
import { readText } from "./read-text.js";
import { statusCodes } from "./run-status.js";
import { trackerFix } from "./tracker-fix.js";
import type { TrackerFolder } from "./tracker-folder.js";
import { writeArtifact } from "./write-artifact.js";
import { writeInput } from "./write-input.js";
import { writeParam } from "./write-param.js";

/** What a new run is made of. */
export interface NewRun {
  readonly experiment: { readonly id: string; readonly name: string; readonly path: string };
  readonly name: string;
  readonly user: string;
  readonly startTime: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Makes a run's folder and gives the run to write to. The run exists for readers once its `meta.yaml` is in place. */
export function createFileRun(
  folder: TrackerFolder,
  id: string,
  { experiment, name, user, startTime, tags }: NewRun,
): Run {
  const path = join(experiment.path, id);
  const artifactUri = pathToFileURL(join(path, "artifacts")).href;
  checkTags(tags);
  guarded(path, "startRun", () => {
    for (const part of ["metrics", "params", "artifacts", "tags"]) mkdirSync(join(path, part), { recursive: true });
    writeTags(folder, path, tags);
    writeMeta(folder, path, {
      artifact_uri: artifactUri,
      deleted_time: null,
      end_time: null,
      entry_point_name: "",
      experiment_id: experiment.id,
      lifecycle_stage: "active",
      run_id: id,
      run_name: name,
      source_name: "",
      source_type: 4,
      source_version: "",
      start_time: startTime,
      status: statusCodes.running,
      tags: [],
      user_id: user,
    });
  });
  const heading = { id, name, experimentId: experiment.id, experiment: experiment.name, artifactUri };
  return checkedRun(heading, fileRunStorage(folder, path, id), folder.now);
}

function fileRunStorage(folder: TrackerFolder, path: string, id: string): RunStorage {
  return {
    params: (texts) =>
      guarded(path, "logParams", () => {
        for (const [key, text] of texts) writeParam(folder, path, key, text);
      }),
    metrics: (metrics) =>
      guarded(path, "logMetrics", () => {
        for (const [key, points] of metrics) appendMetric(folder, path, key, metricLines(points));
      }),
    tags: (tags) =>
      guarded(path, "setTags", () => {
        writeTags(folder, path, tags);
        const name = tags["mlflow.runName"];
        if (name !== undefined) updateMeta(folder, path, { run_name: name });
      }),
    artifact: (artifact, content) => guarded(path, "logArtifact", () => writeArtifact(folder, path, artifact, content)),
    input: (input) => guarded(path, "logInput", () => writeInput(folder, path, id, input)),
    end: (status, time) =>
      guarded(path, "end", () => updateMeta(folder, path, { status: statusCodes[status], end_time: time })),
  };
}

/** Reads the file again before writing, so that a change made by another process meanwhile is kept. */
function updateMeta(folder: TrackerFolder, path: string, changes: Meta): void {
  const file = join(path, "meta.yaml");
  const { deleted_time, ...meta } = parseMeta(readText(file), file);
  const kept = deleted_time === null || deleted_time === undefined ? {} : { deleted_time };
  writeMeta(folder, path, { ...meta, ...kept, ...changes });
}

function writeMeta(folder: TrackerFolder, path: string, meta: Meta): void {
  replaceFileSync(join(path, "meta.yaml"), metaText(meta), { temporary: temporaryIn(folder, path), flush: true });
}

/** The first points come with the file, so that no reader ever meets an empty one; a race for that is lost gracefully. */
function appendMetric(folder: TrackerFolder, path: string, key: string, text: string): void {
  const file = join(path, "metrics", key);
  refuseKeyConflict("metric", key, () => {
    if (appendToFile(file, text)) return;
    if (createFileSync(file, text, { temporary: temporaryIn(folder, path) })) return;
    appendToFile(file, text);
  });
}

function writeTags(folder: TrackerFolder, path: string, tags: Readonly<Record<string, string>>): void {
  for (const [key, text] of Object.entries(tags)) {
    refuseKeyConflict("tag", key, () =>
      replaceFileSync(join(path, "tags", key), text, { temporary: temporaryIn(folder, path) }),
    );
  }
}

/** Beside, never inside `metrics`, `params` or `tags`: there every file counts as a value. */
function temporaryIn(folder: TrackerFolder, path: string): string {
  return join(path, `.${folder.newId()}.tmp`);
}

function guarded(path: string, caller: string, write: () => void): void {
  try {
    write();
  } catch (thrown) {
    throw fileSystemError(thrown, { caller, verb: "write", path, fix: trackerFix });
  }
}

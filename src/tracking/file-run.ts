import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ArgumentError } from "../core/errors.js";
import { checkKey, checkValueLength } from "./check-key.js";
import { fileSystemError } from "./file-system-error.js";
import { refuseKeyConflict } from "./key-conflict.js";
import { metaText } from "./meta-text.js";
import { metricLines } from "./metric-lines.js";
import { type Meta, parseMeta } from "./parse-meta.js";
import { statusCodes } from "./run-status.js";
import type { MetricPoint, ParamValue, Run } from "./tracker.js";
import type { TrackerFolder } from "./tracker-folder.js";
import { writeArtifact } from "./write-artifact.js";
import { appendToFile, createFile, replaceFile } from "./write-file.js";
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
  const run = openFileRun(folder, {
    path,
    id,
    name,
    experimentId: experiment.id,
    experiment: experiment.name,
    artifactUri,
  });
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
  return run;
}

/** A run to write to, whose folder is there. */
function openFileRun(
  folder: TrackerFolder,
  {
    path,
    ...names
  }: Pick<Run, "id" | "name" | "experimentId" | "experiment" | "artifactUri"> & { readonly path: string },
): Run {
  return {
    ...names,
    logParams: async (params) => {
      const texts = Object.entries(params).map(([key, value]) => [key, paramText(key, value)] as const);
      for (const [key, text] of texts) {
        checkKey("param", key);
        checkValueLength("param", key, text);
      }
      guarded(path, "logParams", () => {
        for (const [key, text] of texts) writeParam(folder, path, key, text);
      });
    },
    logMetrics: async (metrics, { step = 0, timestamp = folder.now() } = {}) => {
      const lines = Object.entries(metrics).map(([key, value]) => {
        checkKey("metric", key);
        return [key, metricLines(key, [{ value, step, timestamp }])] as const;
      });
      guarded(path, "logMetrics", () => {
        for (const [key, text] of lines) appendMetric(folder, path, key, text);
      });
    },
    logMetricHistory: async (key, points) => {
      checkKey("metric", key);
      const timestamp = folder.now();
      const complete = Array.from<number | MetricPoint, MetricPoint>(points, (point, step) =>
        typeof point === "object" ? point : { value: point, step, timestamp },
      );
      if (complete.length === 0) return;
      const text = metricLines(key, complete);
      guarded(path, "logMetricHistory", () => appendMetric(folder, path, key, text));
    },
    setTags: async (tags) => {
      checkTags(tags);
      guarded(path, "setTags", () => {
        writeTags(folder, path, tags);
        const name = tags["mlflow.runName"];
        if (name !== undefined) updateMeta(folder, path, { run_name: name });
      });
    },
    logArtifact: async (artifact, content) => {
      guarded(path, "logArtifact", () => writeArtifact(folder, path, artifact, content));
    },
    logInput: async (input) => {
      guarded(path, "logInput", () => writeInput(folder, path, names.id, input));
    },
    end: async (status = "finished") => {
      guarded(path, "end", () => updateMeta(folder, path, { status: statusCodes[status], end_time: folder.now() }));
    },
  };
}

/** Reads the file again before writing, so that a change made by another process meanwhile is kept. */
function updateMeta(folder: TrackerFolder, path: string, changes: Meta): void {
  const file = join(path, "meta.yaml");
  const { deleted_time, ...meta } = parseMeta(readFileSync(file, "utf8"), file);
  const kept = deleted_time === null || deleted_time === undefined ? {} : { deleted_time };
  writeMeta(folder, path, { ...meta, ...kept, ...changes });
}

function writeMeta(folder: TrackerFolder, path: string, meta: Meta): void {
  replaceFile(join(path, "meta.yaml"), metaText(meta), { temporary: temporaryIn(folder, path), sync: true });
}

function appendMetric(folder: TrackerFolder, path: string, key: string, text: string): void {
  const file = join(path, "metrics", key);
  refuseKeyConflict("metric", key, () => {
    if (appendToFile(file, text)) return;
    if (createFile(file, text, { temporary: temporaryIn(folder, path) })) return;
    appendToFile(file, text);
  });
}

function writeTags(folder: TrackerFolder, path: string, tags: Readonly<Record<string, string>>): void {
  for (const [key, text] of Object.entries(tags)) {
    refuseKeyConflict("tag", key, () =>
      replaceFile(join(path, "tags", key), text, { temporary: temporaryIn(folder, path) }),
    );
  }
}

function checkTags(tags: Readonly<Record<string, string>>): void {
  for (const [key, text] of Object.entries(tags)) {
    checkKey("tag", key);
    if (typeof text !== "string") {
      throw new ArgumentError(
        `setTags: the value of tag "${key}" must be text, it is ${typeof text}; turn it into text`,
      );
    }
    checkValueLength("tag", key, text);
  }
}

function paramText(key: string, value: ParamValue): string {
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return String(value);
  throw new ArgumentError(
    `logParams: the value of param "${key}" must be text, a number, a boolean or null, it is ${typeof value}; use JSON.stringify or log its parts`,
  );
}

/** Beside, never inside `metrics`, `params` or `tags`: there every file counts as a value. */
function temporaryIn(folder: TrackerFolder, path: string): string {
  return join(path, `.${folder.newId()}.tmp`);
}

function guarded(path: string, caller: string, write: () => void): void {
  try {
    write();
  } catch (thrown) {
    throw fileSystemError(thrown, caller, path);
  }
}

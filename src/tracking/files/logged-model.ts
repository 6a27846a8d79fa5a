import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { NotFoundError } from "../../core/errors.js";
import { errorCode } from "../../files/file-system-error.js";
import { createFileSync, replaceFileSync } from "../../files/replace-file-sync.js";
import { checkTrackerKey } from "../check-tracker-key.js";
import type { MetricPoint } from "../tracker.js";
import { appendToFile } from "./append-to-file.js";
import { formatMeta } from "./format-meta.js";
import { formatMetric } from "./format-metric.js";
import { type Meta, parseMeta } from "./parse-meta.js";
import { parseMetric } from "./parse-metric.js";
import { readText } from "./read-text.js";
import { readValues } from "./read-values.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** A model that a run logged, as MLflow 3 stores it: `<experiment>/models/m-...`. */
export interface LoggedModel {
  readonly id: string;
  readonly path: string;
  readonly experimentId: string;
  readonly name: string;
  readonly modelType: string;
  readonly sourceRunId: string;
  /** 1 pending, 2 ready, 3 upload failed. */
  readonly status: number;
  readonly statusMessage: string;
  readonly artifactLocation: string;
  readonly deleted: boolean;
  /** Milliseconds since 1970. */
  readonly creationTime: number;
  readonly lastUpdateTime: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: readonly ModelMetric[];
}

/** A point of a logged model's metric. */
export interface ModelMetric extends MetricPoint {
  readonly key: string;
  readonly runId: string | undefined;
}

/** Fields of a new logged model. */
export interface NewLoggedModel
  extends Pick<LoggedModel, "experimentId" | "name" | "modelType" | "sourceRunId" | "tags" | "params"> {
  /** URI below which the experiment has its artifacts. @default its folder */
  readonly artifactRoot?: string | undefined;
  /** Milliseconds since 1970. @default now */
  readonly creationTime?: number | undefined;
}

/** Creates a logged model that is pending; returns its id. */
export function createLoggedModel(folder: TrackerFolder, experimentPath: string, model: NewLoggedModel): string {
  for (const key of Object.keys(model.params)) checkTrackerKey("param", key);
  for (const key of Object.keys(model.tags)) checkTrackerKey("tag", key);
  const id = `m-${folder.newId()}`;
  const path = join(experimentPath, "models", id);
  for (const part of ["metrics", "params", "tags"]) mkdirSync(join(path, part), { recursive: true });
  writeModelValues(folder, path, "params", model.params);
  writeModelValues(folder, path, "tags", model.tags);
  const { creationTime = folder.now(), artifactRoot } = model;
  const location = artifactRoot === undefined ? undefined : `${artifactRoot}/models/${id}/artifacts`;
  writeMeta(folder, path, {
    artifact_location: location ?? pathToFileURL(join(path, "artifacts")).href,
    creation_timestamp: creationTime,
    experiment_id: model.experimentId,
    last_updated_timestamp: creationTime,
    lifecycle_stage: "active",
    model_id: id,
    model_type: model.modelType,
    name: model.name,
    source_run_id: model.sourceRunId,
    status: 1,
    status_message: null,
  });
  return id;
}

/** A logged model in its folder; undefined when there is none. */
export function readLoggedModel(folder: TrackerFolder, path: string): LoggedModel | undefined {
  const file = join(path, "meta.yaml");
  let meta: Meta;
  try {
    meta = parseMeta(readText(file), file);
  } catch (thrown) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(thrown) ?? "")) return undefined;
    throw thrown;
  }
  const text = (value: unknown): string => (value === null || value === undefined ? "" : String(value));
  const time = (value: unknown): number => (typeof value === "number" ? value : 0);
  return {
    id: text(meta.model_id),
    path,
    experimentId: text(meta.experiment_id),
    name: text(meta.name),
    modelType: text(meta.model_type),
    sourceRunId: text(meta.source_run_id),
    status: typeof meta.status === "number" ? meta.status : 0,
    statusMessage: text(meta.status_message),
    artifactLocation: text(meta.artifact_location),
    deleted: meta.lifecycle_stage === "deleted",
    creationTime: time(meta.creation_timestamp),
    lastUpdateTime: time(meta.last_updated_timestamp),
    tags: readAll(folder, join(path, "tags")),
    params: readAll(folder, join(path, "params")),
    metrics: readMetrics(folder, join(path, "metrics")),
  };
}

/** Changes fields of a logged model. */
export function updateLoggedModel(folder: TrackerFolder, path: string, changes: Meta): void {
  const file = join(path, "meta.yaml");
  const meta = parseMeta(readText(file), file);
  writeMeta(folder, path, { ...meta, last_updated_timestamp: folder.now(), ...changes });
}

/** Writes parameters or tags of a logged model. */
export function writeModelValues(
  folder: TrackerFolder,
  path: string,
  part: "params" | "tags",
  values: Readonly<Record<string, string>>,
): void {
  for (const [key, value] of Object.entries(values)) {
    checkTrackerKey(part === "params" ? "param" : "tag", key);
    replaceFileSync(join(path, part, key), value, { temporary: temporaryIn(folder, path) });
  }
}

/** Removes a tag of a logged model. Throws NotFoundError when it has none with the key. */
export function deleteModelTag(path: string, key: string): void {
  checkTrackerKey("tag", key);
  try {
    rmSync(join(path, "tags", key));
  } catch (cause) {
    if (errorCode(cause) !== "ENOENT") throw cause;
    throw new NotFoundError(`No tag with key '${key}' found for the logged model; check the key`, { cause });
  }
}

/** Adds points that a run measured to a metric of a logged model. */
export function logModelMetrics(
  folder: TrackerFolder,
  path: string,
  runId: string,
  key: string,
  points: readonly MetricPoint[],
): void {
  checkTrackerKey("metric", key);
  const text = points.map((point) => withRunId(formatMetric([point]), runId)).join("");
  const file = join(path, "metrics", key);
  if (appendToFile(file, text)) return;
  if (createFileSync(file, text, { temporary: temporaryIn(folder, path) })) return;
  appendToFile(file, text);
}

/** The id of the run follows the step. */
function withRunId(line: string, runId: string): string {
  const [time, value, step, ...dataset] = line.trimEnd().split(" ");
  return `${[time, value, step, runId, ...dataset].join(" ")}\n`;
}

function readMetrics(folder: TrackerFolder, path: string): ModelMetric[] {
  const metrics: ModelMetric[] = [];
  const onMetric = (key: string, text: string): void => {
    for (const line of text.split("\n").filter((one) => one !== "")) {
      const [time, value, step, runId, ...dataset] = line.split(" ");
      const onDamage = (reason: string): void => folder.onProblem({ path: join(path, key), reason });
      const [point] = parseMetric(`${[time, value, step, ...dataset].join(" ")}\n`, onDamage);
      if (point !== undefined) metrics.push({ key, ...point, runId });
    }
  };
  readValues(path, onMetric, folder.onProblem);
  return metrics;
}

function readAll(folder: TrackerFolder, path: string): Readonly<Record<string, string>> {
  const values: [string, string][] = [];
  readValues(path, (key, value) => values.push([key, value]), folder.onProblem);
  return Object.fromEntries(values);
}

function writeMeta(folder: TrackerFolder, path: string, meta: Meta): void {
  replaceFileSync(join(path, "meta.yaml"), formatMeta(meta), {
    temporary: temporaryIn(folder, path),
    flush: true,
  });
}

function temporaryIn(folder: TrackerFolder, path: string): string {
  return join(path, `.${folder.newId()}.tmp`);
}

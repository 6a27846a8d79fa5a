import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { errorMessage } from "../../core/error-message.js";
import { errorCode } from "../../files/file-system-error.js";
import type { MetricPoint, RunRecord, RunStatus } from "../tracker.js";
import { type Meta, parseMeta } from "./parse-meta.js";
import { lastPoint, parseMetric } from "./parse-metric.js";
import { readText } from "./read-text.js";
import { readValues } from "./read-values.js";
import { toStatus } from "./run-status.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** Content of a run's `meta.yaml`. */
export interface RunHeading {
  readonly id: string;
  readonly path: string;
  readonly experimentId: string;
  readonly experiment: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly startTime: number;
  readonly endTime: number | undefined;
  readonly artifactUri: string;
  readonly user: string;
  readonly deleted: boolean;
}

/** Parameters and tags of a run by key, and the last point of each metric. */
export interface RunData {
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, MetricPoint>>;
}

/**
 * Heading of the run in a folder; undefined without a `meta.yaml`, for a deleted run (with `deleted`, for an active
 * one; with "any", for neither), and for a damaged file, which is reported.
 */
export function readRunHeading(
  folder: TrackerFolder,
  experiment: { readonly id: string; readonly name: string },
  path: string,
  id: string,
  { deleted = false }: { readonly deleted?: boolean | "any" | undefined } = {},
): RunHeading | undefined {
  const file = `${path}/meta.yaml`;
  const damaged = (reason: string): undefined => {
    folder.onProblem({ path: file, reason });
  };
  let meta: Meta;
  try {
    meta = parseMeta(readText(file), file);
  } catch (thrown) {
    const code = errorCode(thrown);
    return code === "ENOENT" || code === "ENOTDIR" ? undefined : damaged(errorMessage(thrown));
  }
  const isDeleted = meta.lifecycle_stage === "deleted";
  if (deleted !== "any" && isDeleted !== deleted) return undefined;
  const status = toStatus(meta.status);
  if (status === undefined)
    return damaged(`has no valid status (${String(meta.status)}); the file was truncated or edited`);
  if (typeof meta.status !== "number")
    damaged("has its status as a string, which makes MLflow fail for the whole experiment; write the integer");
  if (typeof meta.start_time !== "number") return damaged("has no start_time; the file was truncated or edited");
  return {
    id,
    path,
    experimentId: experiment.id,
    experiment: experiment.name,
    name: meta.run_name === null || meta.run_name === undefined ? "" : String(meta.run_name),
    status,
    startTime: meta.start_time,
    endTime: typeof meta.end_time === "number" ? meta.end_time : undefined,
    artifactUri: currentArtifactUri(path, meta.artifact_uri),
    user: meta.user_id === null || meta.user_id === undefined ? "" : String(meta.user_id),
    deleted: isDeleted,
  };
}

/** A run with its parameters, metrics and tags; damaged files are reported and left out. */
export function readRun(folder: TrackerFolder, heading: RunHeading): RunRecord {
  return toRunRecord(heading, readRunData(folder, heading.path));
}

/** The folders of values. */
export const allParts: readonly ["params", "tags", "metrics"] = ["params", "tags", "metrics"];

/**
 * Parameters, tags and last points of a run, or some of these; damaged files are reported and left out. `onSize` gets
 * the size of each file of a metric.
 */
export function readRunData(
  folder: TrackerFolder,
  path: string,
  parts: readonly (typeof allParts)[number][] = allParts,
  onSize?: (key: string, size: number) => void,
): RunData {
  const params: [string, string][] = [];
  const metrics: [string, MetricPoint][] = [];
  const tags: [string, string][] = [];
  if (parts.includes("params"))
    readValues(`${path}/params`, (key, value) => params.push([key, value]), folder.onProblem);
  if (parts.includes("tags")) readValues(`${path}/tags`, (key, value) => tags.push([key, value]), folder.onProblem);
  const onMetric = (key: string, text: string): void => {
    const onDamage = (reason: string): void => folder.onProblem({ path: join(path, "metrics", key), reason });
    const last = lastPoint(parseMetric(text, onDamage));
    if (last === undefined) return;
    metrics.push([key, last]);
    onSize?.(key, Buffer.byteLength(text));
  };
  if (parts.includes("metrics")) readValues(`${path}/metrics`, onMetric, folder.onProblem);
  return {
    params: Object.fromEntries(params),
    tags: Object.fromEntries(tags),
    metrics: Object.fromEntries(metrics),
  };
}

/** The record of a run's heading and values. */
export function toRunRecord(
  { id, name, experimentId, experiment, status, startTime, endTime, artifactUri }: RunHeading,
  { params, tags, metrics }: RunData,
): RunRecord {
  return {
    id,
    name: name === "" ? (tags["mlflow.runName"] ?? "") : name,
    experimentId,
    experiment,
    status,
    startTime,
    endTime,
    parentId: tags["mlflow.parentRunId"],
    params,
    metrics: Object.fromEntries(Object.entries(metrics).map(([key, point]) => [key, point.value])),
    tags,
    artifactUri,
  };
}

/**
 * The folder next to `meta.yaml`, so that artifacts are found after a move; a URI on another store is returned as
 * recorded.
 */
function currentArtifactUri(path: string, recorded: unknown): string {
  const isElsewhere =
    typeof recorded === "string" && /^[a-z][a-z0-9+.-]+:/i.test(recorded) && !recorded.startsWith("file:");
  return isElsewhere ? recorded : pathToFileURL(join(path, "artifacts")).href;
}

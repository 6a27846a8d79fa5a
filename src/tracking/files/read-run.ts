import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { errorMessage } from "../../core/error-message.js";
import { errorCode } from "../../files/file-system-error.js";
import type { RunRecord, RunStatus } from "../tracker.js";
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
}

/**
 * Heading of the run in a folder; undefined without a `meta.yaml`, for a deleted run (with `deleted`, for an active
 * one), and for a damaged file, which is reported.
 */
export function readRunHeading(
  folder: TrackerFolder,
  experiment: { readonly id: string; readonly name: string },
  path: string,
  id: string,
  { deleted = false }: { readonly deleted?: boolean | undefined } = {},
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
  if ((meta.lifecycle_stage === "deleted") !== deleted) return undefined;
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
  };
}

/** A run with its parameters, metrics and tags; damaged files are reported and left out. */
export function readRun(folder: TrackerFolder, { path, ...heading }: RunHeading): RunRecord {
  const params: [string, string][] = [];
  const metrics: [string, number][] = [];
  const tags: [string, string][] = [];
  readValues(`${path}/params`, (key, value) => params.push([key, value]), folder.onProblem);
  readValues(`${path}/tags`, (key, value) => tags.push([key, value]), folder.onProblem);
  const onMetric = (key: string, text: string): void => {
    const onDamage = (reason: string): void => folder.onProblem({ path: join(path, "metrics", key), reason });
    const last = lastPoint(parseMetric(text, onDamage));
    if (last !== undefined) metrics.push([key, last.value]);
  };
  readValues(`${path}/metrics`, onMetric, folder.onProblem);
  const allTags = Object.fromEntries(tags);
  const name = heading.name === "" ? (allTags["mlflow.runName"] ?? "") : heading.name;
  return {
    ...heading,
    name,
    parentId: allTags["mlflow.parentRunId"],
    params: Object.fromEntries(params),
    metrics: Object.fromEntries(metrics),
    tags: allTags,
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

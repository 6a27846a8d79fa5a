import { join } from "node:path";
import type { MetricPoint, RunRecord } from "../tracker.js";
import { lastPoint, parseMetric } from "./parse-metric.js";
import { readValues } from "./read-values.js";
import type { RunHeading } from "./run-heading.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** Parameters and tags of a run by key, and the last point of each metric. */
export interface RunData {
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, MetricPoint>>;
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
  folder: Pick<TrackerFolder, "onProblem">,
  path: string,
  parts: readonly (typeof allParts)[number][] = allParts,
  onSize?: (key: string, size: number) => void,
): RunData {
  const params: Record<string, string> = {};
  const metrics: Record<string, MetricPoint> = {};
  const tags: Record<string, string> = {};
  if (parts.includes("params"))
    readValues(`${path}/params`, (key, value) => setValue(params, key, value), folder.onProblem);
  if (parts.includes("tags")) readValues(`${path}/tags`, (key, value) => setValue(tags, key, value), folder.onProblem);
  const onMetric = (key: string, text: string): void => {
    const onDamage = (reason: string): void => folder.onProblem({ path: join(path, "metrics", key), reason });
    const last = lastPoint(parseMetric(text, onDamage));
    if (last === undefined) return;
    setValue(metrics, key, last);
    onSize?.(key, Buffer.byteLength(text));
  };
  if (parts.includes("metrics")) readValues(`${path}/metrics`, onMetric, folder.onProblem);
  return { params, tags, metrics };
}

/** Sets a value of a plain object; keys that are set in the same order share one hidden class. */
export function setValue<Value>(values: Record<string, Value>, key: string, value: Value): void {
  if (key === "__proto__") Object.defineProperty(values, key, { value, enumerable: true, configurable: true });
  else values[key] = value;
}

/** The record of a run's heading and values. */
export function toRunRecord(
  { id, name, experimentId, experiment, status, startTime, endTime, artifactUri }: RunHeading,
  { params, tags, metrics }: RunData,
): RunRecord {
  const values: Record<string, number> = {};
  for (const key of Object.keys(metrics)) setValue(values, key, metrics[key]?.value ?? Number.NaN);
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
    metrics: values,
    tags,
    artifactUri,
  };
}

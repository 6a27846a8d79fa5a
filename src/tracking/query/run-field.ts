import { didYouMean } from "../../core/did-you-mean.js";
import type { RunRecord } from "../tracker.js";

/** A field of runs: an attribute, parameter, tag, metric, or a part of the datasets used. */
export interface RunField {
  readonly kind: "attribute" | "param" | "tag" | "metric" | "dataset";
  readonly key: string;
  /** Which value of a metric: its last, smallest or largest, or the one at a step. Set for metrics only. */
  readonly point?: MetricChoice | undefined;
}

export type MetricChoice = "last" | "min" | "max" | number;

/** Field of a prefix and a key, or the reason why there is none. */
export type ToField = (prefix: string | undefined, key: string, point?: string) => RunField | string;

/** Value of a field: several for datasets, undefined when the run has none. */
export type FieldValue = string | number | undefined;

/** Kind of a field by its prefix. */
export const fieldKinds: Readonly<Record<string, RunField["kind"]>> = {
  metric: "metric",
  metrics: "metric",
  param: "param",
  params: "param",
  parameter: "param",
  parameters: "param",
  tag: "tag",
  tags: "tag",
  attribute: "attribute",
  attributes: "attribute",
  attr: "attribute",
  run: "attribute",
  dataset: "dataset",
  datasets: "dataset",
};

const attributes: Readonly<Record<string, (run: RunRecord) => FieldValue>> = {
  run_id: (run) => run.id,
  run_name: (run) => run.name,
  user_id: (run) => run.tags["mlflow.user"] ?? "unknown",
  status: (run) => run.status.toUpperCase(),
  artifact_uri: (run) => run.artifactUri,
  start_time: (run) => run.startTime,
  end_time: (run) => run.endTime,
  experiment: (run) => run.experiment,
  experiment_id: (run) => run.experimentId,
  parent_run_id: (run) => run.parentId,
};

const aliases: Readonly<Record<string, string>> = {
  created: "start_time",
  Created: "start_time",
  "run name": "run_name",
  "Run name": "run_name",
  "Run Name": "run_name",
};

/** Attributes of runs, experiments, logged models, registered models and versions that are numbers. */
const numberAttributes: ReadonlySet<string> = new Set([
  "start_time",
  "end_time",
  "creation_time",
  "last_update_time",
  "creation_timestamp",
  "last_updated_timestamp",
  "version_number",
]);

const datasetKeys = ["name", "digest", "context"];

/** Whether the values of a field are numbers. */
export function isNumberField({ kind, key }: RunField): boolean {
  return kind === "metric" || (kind === "attribute" && numberAttributes.has(key));
}

/**
 * Field of a prefix and a key, or the reason why there is none. Without a prefix the key is an attribute.
 *
 * @example toRunField("params", "depth") // { kind: "param", key: "depth" }
 */
export function toRunField(prefix: string | undefined, key: string, point?: string): RunField | string {
  const kind = prefix === undefined ? "attribute" : Object.hasOwn(fieldKinds, prefix) ? fieldKinds[prefix] : undefined;
  if (kind === undefined) {
    return `unknown prefix "${prefix}"${didYouMean(prefix ?? "", Object.keys(fieldKinds)) || "; use metrics, params, tags, attributes or dataset"}`;
  }
  if (kind === "metric") return toMetricField(key, point);
  if (point !== undefined) return `"@${point}" is for metrics, got ${kind} "${key}"; remove it`;
  if (kind === "dataset" && !datasetKeys.includes(key)) {
    return `unknown dataset field "${key}"; expected one of ${datasetKeys.join(", ")}`;
  }
  if (kind !== "attribute") return { kind, key };
  const name = Object.hasOwn(aliases, key) ? (aliases[key] ?? key) : key;
  if (Object.hasOwn(attributes, name)) return { kind, key: name };
  const hint = didYouMean(key, Object.keys(attributes));
  return `unknown attribute "${key}"${hint || `; write metrics.${key}, params.${key} or tags.${key}, or use ${Object.keys(attributes).join(", ")}`}`;
}

function toMetricField(key: string, point = "last"): RunField | string {
  if (point === "last" || point === "min" || point === "max") return { kind: "metric", key, point };
  if (/^-?\d+$/.test(point)) return { kind: "metric", key, point: Number(point) };
  return `unknown value "@${point}" of metric "${key}"; use @last, @min, @max or a step such as @10`;
}

/**
 * A field as it is written in filters.
 *
 * @example formatRunField({ kind: "metric", key: "val loss", point: "min" }) // "metrics.`val loss`@min"
 */
export function formatRunField({ kind, key, point }: RunField): string {
  if (kind === "attribute") return key;
  const shown = isPlainKey(key) ? key : key.includes("`") ? `"${key}"` : `\`${key}\``;
  const suffix = point === undefined || point === "last" ? "" : `@${point}`;
  return `${kind === "dataset" ? kind : `${kind}s`}.${shown}${suffix}`;
}

function isPlainKey(key: string): boolean {
  return /^[\p{L}\p{N}_]([\p{L}\p{N}_./:-]*[\p{L}\p{N}_/])?$/u.test(key);
}

/** Value of a field that the record of a run has: all but datasets and metrics other than the last value. */
export function recordedValue(field: RunField, run: RunRecord): FieldValue {
  if (field.kind === "attribute") return attributes[field.key]?.(run);
  const values = field.kind === "metric" ? run.metrics : field.kind === "param" ? run.params : run.tags;
  return Object.hasOwn(values, field.key) ? values[field.key] : undefined;
}

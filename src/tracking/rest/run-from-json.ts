import type { DatasetInput } from "../files/run-inputs.js";
import { toStatus } from "../files/run-status.js";
import type { MetricPoint, RunRecord } from "../tracker.js";
import type { MlflowJson } from "./mlflow-connection.js";

/** A run as a server returns it. */
export interface RemoteRun {
  readonly record: RunRecord;
  readonly deleted: boolean;
  readonly user: string;
  readonly inputs: readonly DatasetInput[];
}

/** A run of MLflow's JSON. */
export function toRemoteRun(run: MlflowJson, experimentNames: ReadonlyMap<string, string>): RemoteRun {
  const info = run.info as MlflowJson;
  const data = (run.data ?? {}) as MlflowJson;
  const tags = toValues(data.tags);
  const experimentId = String(info.experiment_id);
  const name = String(info.run_name ?? "");
  return {
    record: {
      id: String(info.run_id ?? info.run_uuid),
      name: name === "" ? (tags["mlflow.runName"] ?? "") : name,
      experimentId,
      experiment: experimentNames.get(experimentId) ?? experimentId,
      status: toStatus(info.status) ?? "running",
      startTime: Number(info.start_time ?? 0),
      endTime: info.end_time === undefined || Number(info.end_time) === 0 ? undefined : Number(info.end_time),
      parentId: tags["mlflow.parentRunId"],
      params: toValues(data.params),
      metrics: Object.fromEntries(toObjects(data.metrics).map((metric) => [String(metric.key), toPoint(metric).value])),
      tags,
      artifactUri: String(info.artifact_uri ?? ""),
    },
    deleted: info.lifecycle_stage === "deleted",
    user: String(info.user_id ?? ""),
    inputs: toObjects((run.inputs as MlflowJson | undefined)?.dataset_inputs).map(toDatasetInput),
  };
}

/** A point of MLflow's JSON, in which integers may be strings, and "NaN" is one. */
export function toPoint(metric: MlflowJson): MetricPoint {
  const point = {
    value: Number(metric.value),
    step: Number(metric.step ?? 0),
    timestamp: Number(metric.timestamp ?? 0),
  };
  const { dataset_name: name, dataset_digest: digest } = metric;
  if (typeof name !== "string" || name === "" || typeof digest !== "string") return point;
  return { ...point, dataset: { name, digest } };
}

/** An array of objects, which is absent from MLflow's JSON when it is empty. */
export function toObjects(value: unknown): readonly MlflowJson[] {
  return Array.isArray(value) ? (value as MlflowJson[]) : [];
}

/** `{key, value}` objects as a record. */
export function toValues(pairs: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(toObjects(pairs).map(({ key, value }) => [String(key), String(value ?? "")]));
}

function toDatasetInput({ tags, dataset }: MlflowJson): DatasetInput {
  const { name, digest, source_type: sourceType, source, schema, profile } = dataset as MlflowJson;
  const text = (value: unknown): string | undefined =>
    value === undefined || value === null ? undefined : String(value);
  return {
    name: String(name),
    digest: String(digest),
    sourceType: text(sourceType) ?? "",
    source: text(source) ?? "",
    schema: text(schema),
    profile: text(profile),
    tags: toValues(tags),
  };
}

import { ArgumentError } from "../../core/errors.js";
import { trackerLimits } from "../../tracking/check-tracker-key.js";
import { openFileRun } from "../../tracking/files/file-run.js";
import type { RunHeading } from "../../tracking/files/run-heading.js";
import type { MetricPoint, Run } from "../../tracking/tracker.js";
import type { MlflowFields } from "./mlflow-fields.js";
import type { TrackerStore } from "./tracker-store.js";

/** A run that a client writes to. */
export function openRun({ folder }: TrackerStore, heading: RunHeading): Run {
  return openFileRun(folder, heading);
}

/** The id of a run; older clients name it `run_uuid`. */
export function runId(fields: MlflowFields): string {
  return fields.text("run_id") || fields.text("run_uuid") || fields.requiredText("run_id");
}

/** Values longer than the limits are cut, as MLflow's servers do: clients that log by themselves rely on it. */
export function cutLongValues(
  kind: "param" | "tag",
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const limit = kind === "param" ? trackerLimits.paramValue : trackerLimits.tagValue;
  const cut = (value: string): string => (value.length <= limit ? value : [...value].slice(0, limit).join(""));
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, cut(value)]));
}

/** A metric of a request: its key, point, and the logged model that it is about. */
export interface LoggedMetric {
  readonly key: string;
  readonly point: MetricPoint;
  readonly modelId: string | undefined;
}

/** The metric of a request. */
export function toLoggedMetric(fields: MlflowFields): LoggedMetric {
  const name = fields.text("dataset_name");
  const digest = fields.text("dataset_digest");
  if ((name === undefined) !== (digest === undefined)) {
    throw new ArgumentError("dataset_name and dataset_digest: expected both or none, got one of them");
  }
  return {
    key: fields.requiredText("key"),
    point: {
      value: fields.requiredNumber("value"),
      timestamp: fields.requiredInteger("timestamp"),
      step: fields.integer("step") ?? 0,
      dataset: name && digest ? { name, digest } : undefined,
    },
    modelId: fields.text("model_id") || undefined,
  };
}

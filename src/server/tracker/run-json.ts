import { type RunData, readRunData } from "../../tracking/files/read-run.js";
import type { RunHeading } from "../../tracking/files/run-heading.js";
import { type RunInputs, readRunInputs } from "../../tracking/files/run-inputs.js";
import type { TrackerFolder } from "../../tracking/files/tracker-folder.js";
import type { MetricPoint } from "../../tracking/tracker.js";
import { orAbsent, toJsonNumber, toPairs } from "./mlflow-route.js";
import { toServedUri } from "./served-uri.js";

/** A run in MLflow's JSON, with its values, datasets and models. */
export function toRunJson(
  folder: TrackerFolder,
  heading: RunHeading,
  data: RunData = readRunData(folder, heading.path),
  inputs: RunInputs = readRunInputs(folder, heading.path),
): object {
  const metrics = Object.entries(data.metrics).map(([key, point]) => toMetricJson(key, point));
  const { datasets, models, outputs } = inputs;
  const name = heading.name || (data.tags["mlflow.runName"] ?? "");
  return {
    info: toRunInfoJson(folder, { ...heading, name }),
    data: { metrics: orAbsent(metrics), params: toPairs(data.params), tags: toPairs(data.tags) },
    inputs: {
      dataset_inputs: orAbsent(
        datasets.map(({ tags, ...dataset }) => ({ tags: toPairs(tags), dataset: toDatasetJson(dataset) })),
      ),
      model_inputs: orAbsent(models.map((id) => ({ model_id: id }))),
    },
    outputs: { model_outputs: orAbsent(outputs.map(({ id, step }) => ({ model_id: id, step }))) },
  };
}

/** The heading of a run in MLflow's JSON. It always has a name: the R client reads all runs into the same columns. */
export function toRunInfoJson(folder: TrackerFolder, heading: RunHeading): object {
  const { id, name, experimentId, user, status, startTime, endTime, artifactUri, deleted } = heading;
  return {
    run_uuid: id,
    run_id: id,
    run_name: name,
    experiment_id: experimentId,
    user_id: user,
    status: status.toUpperCase(),
    start_time: startTime,
    end_time: endTime,
    artifact_uri: toServedUri(folder, artifactUri),
    lifecycle_stage: deleted ? "deleted" : "active",
  };
}

/** A point of a metric in MLflow's JSON. */
export function toMetricJson(key: string, { value, timestamp, step, dataset }: MetricPoint): object {
  return {
    key,
    value: toJsonNumber(value),
    timestamp,
    step,
    dataset_name: dataset?.name,
    dataset_digest: dataset?.digest,
  };
}

function toDatasetJson({ name, digest, sourceType, source, schema, profile }: RunInputsDataset): object {
  return { name, digest, source_type: sourceType, source, schema, profile };
}

type RunInputsDataset = Omit<RunInputs["datasets"][number], "tags">;

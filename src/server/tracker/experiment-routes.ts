import { ArgumentError } from "../../core/errors.js";
import { trackerLimits } from "../../tracking/check-tracker-key.js";
import { deleteExperiment, restoreExperiment } from "../../tracking/files/delete-experiment.js";
import { ensureExperiment } from "../../tracking/files/ensure-experiment.js";
import {
  deleteExperimentTag,
  type ExperimentRecord,
  setExperimentTag,
  updateExperiment,
} from "../../tracking/files/experiment-record.js";
import type { TrackerFolder } from "../../tracking/files/tracker-folder.js";
import { searchEntities } from "../../tracking/query/search-entities.js";
import type { Route } from "../service-request.js";
import { MlflowError } from "./mlflow-error.js";
import type { MlflowFields } from "./mlflow-fields.js";
import { mlflowRoute, orAbsent, toPairs } from "./mlflow-route.js";
import { toPage } from "./page-token.js";
import type { TrackerStore } from "./tracker-store.js";

/** MLflow's REST API of experiments. */
export function experimentRoutes(store: TrackerStore): Route[] {
  const { folder } = store;
  const json = (experiment: ExperimentRecord) => ({ experiment: toExperimentJson(experiment) });
  const active = (fields: MlflowFields): ExperimentRecord => {
    const experiment = store.experiment(fields.requiredText("experiment_id"));
    if (!experiment.deleted) return experiment;
    throw new MlflowError("INVALID_PARAMETER_VALUE", `experiment ${experiment.id} is deleted; restore it first`);
  };
  return [
    ...mlflowRoute("post", "/2.0/mlflow/experiments/create", (fields) => createExperiment(store, fields)),
    ...mlflowRoute(["get", "post"], "/2.0/mlflow/experiments/search", (fields) => searchExperiments(store, fields)),
    ...mlflowRoute("get", "/2.0/mlflow/experiments/get", (fields) =>
      json(store.experiment(fields.requiredText("experiment_id"))),
    ),
    ...mlflowRoute("get", "/2.0/mlflow/experiments/get-by-name", (fields) => {
      const name = fields.requiredText("experiment_name");
      const named = store.experiments().filter((experiment) => experiment.name === name);
      const found = named.find(({ deleted }) => !deleted) ?? named[0];
      if (found !== undefined) return json(found);
      throw new MlflowError("RESOURCE_DOES_NOT_EXIST", `Could not find experiment with name '${name.slice(0, 200)}'`);
    }),
    ...mlflowRoute("post", "/2.0/mlflow/experiments/update", (fields) => {
      const experiment = active(fields);
      const name = fields.text("new_name");
      if (name !== undefined && name !== experiment.name) {
        checkFree(store, name);
        updateExperiment(folder, experiment.path, { name });
      }
      return {};
    }),
    ...mlflowRoute("post", "/2.0/mlflow/experiments/delete", (fields) => {
      const experiment = store.experiment(fields.requiredText("experiment_id"));
      if (experiment.id === "0") throw new ArgumentError("Cannot delete the default experiment '0'");
      if (experiment.deleted) {
        throw new MlflowError("RESOURCE_DOES_NOT_EXIST", `No active Experiment with id=${experiment.id} exists`);
      }
      deleteExperiment(folder, experiment);
      return {};
    }),
    ...mlflowRoute("post", "/2.0/mlflow/experiments/restore", (fields) => {
      const experiment = store.experiment(fields.requiredText("experiment_id"));
      if (!experiment.deleted) {
        throw new MlflowError("RESOURCE_DOES_NOT_EXIST", `No deleted Experiment with id=${experiment.id} exists`);
      }
      checkFree(store, experiment.name, experiment.id);
      restoreExperiment(folder, experiment);
      return {};
    }),
    ...mlflowRoute("post", "/2.0/mlflow/experiments/set-experiment-tag", (fields) => {
      setTag(folder, active(fields), fields.requiredText("key"), fields.text("value") ?? "");
      return {};
    }),
    ...mlflowRoute("post", "/2.0/mlflow/experiments/delete-experiment-tag", (fields) => {
      deleteExperimentTag(folder, active(fields), fields.requiredText("key"));
      return {};
    }),
  ];
}

function createExperiment(store: TrackerStore, fields: MlflowFields): object {
  const { folder } = store;
  const name = fields.requiredText("name");
  const location = fields.text("artifact_location") ?? "";
  const tags = fields.pairs("tags");
  checkFree(store, name);
  if (location !== "" && !/^(s3|mlflow-artifacts):\//.test(location)) {
    throw new ArgumentError(
      `experiments/create: artifact_location "${location.slice(0, 200)}" is not s3:// or mlflow-artifacts:/; leave it out`,
    );
  }
  const { id, path } = ensureExperiment(folder, name, store.artifactRoot);
  if (location.startsWith("s3:")) updateExperiment(folder, path, { artifact_location: location.replace(/\/+$/, "") });
  const experiment = store.experiment(id);
  for (const [key, value] of Object.entries(tags)) setTag(folder, experiment, key, value);
  return { experiment_id: id };
}

function searchExperiments(store: TrackerStore, fields: MlflowFields): object {
  const view = fields.has("view_type") ? viewType(fields.text("view_type")) : "ACTIVE_ONLY";
  const all = store.experiments().filter(({ deleted }) => isInView(deleted, view));
  const found = searchEntities("experiment", all, {
    caller: "experiments/search",
    filter: fields.text("filter") ?? "",
    orderBy: fields.strings("order_by"),
    read: ({ name, tags, creationTime, lastUpdateTime, id }) => ({
      attributes: {
        name,
        creation_time: creationTime,
        last_update_time: lastUpdateTime,
        experiment_id: id,
      },
      tags,
    }),
    initialOrder: (a, b) => (b.creationTime ?? 0) - (a.creationTime ?? 0) || (a.id < b.id ? 1 : -1),
  });
  const page = toPage(found, fields, { initial: 1_000, max: 50_000 });
  return {
    experiments: orAbsent(page.items.map((experiment) => toExperimentJson(experiment))),
    next_page_token: page.nextPageToken,
  };
}

export type ViewType = "ACTIVE_ONLY" | "DELETED_ONLY" | "ALL";

/** Protocol buffers accept the name and the number of a value. */
export function viewType(text: string | undefined): ViewType {
  const names = ["", "ACTIVE_ONLY", "DELETED_ONLY", "ALL"];
  const name = names[Number(text)] || (text ?? "ACTIVE_ONLY");
  if (name === "ACTIVE_ONLY" || name === "DELETED_ONLY" || name === "ALL") return name;
  throw new ArgumentError(`view type: expected ACTIVE_ONLY, DELETED_ONLY or ALL, got "${name.slice(0, 80)}"`);
}

/** Whether something active or deleted is in a view. */
export function isInView(deleted: boolean, view: ViewType): boolean {
  return view === "ALL" || deleted === (view === "DELETED_ONLY");
}

function checkFree(store: TrackerStore, name: string, exceptId?: string): void {
  const taken = store.experiments().find((experiment) => experiment.name === name && experiment.id !== exceptId);
  if (taken === undefined) return;
  const state = taken.deleted ? " and is deleted; restore it, or choose another name" : "";
  throw new MlflowError("RESOURCE_ALREADY_EXISTS", `Experiment '${name}' already exists${state}`);
}

function setTag(folder: TrackerFolder, experiment: ExperimentRecord, key: string, value: string): void {
  if ([...value].length > trackerLimits.experimentTagValue) {
    throw new ArgumentError(
      `tag "${key}": the value has more than ${trackerLimits.experimentTagValue} characters; shorten it`,
    );
  }
  setExperimentTag(folder, experiment, key, value);
}

function toExperimentJson(experiment: ExperimentRecord): object {
  const { id, name, artifactLocation, deleted, creationTime, lastUpdateTime, tags } = experiment;
  return {
    experiment_id: id,
    name,
    artifact_location: isElsewhere(artifactLocation) ? artifactLocation : `mlflow-artifacts:/${id}`,
    lifecycle_stage: deleted ? "deleted" : "active",
    last_update_time: lastUpdateTime,
    creation_time: creationTime,
    tags: toPairs(tags),
  };
}

/** Where runs of an experiment have their artifacts: its folder, unless it names another store. */
export function artifactRoot({ artifactLocation, path }: ExperimentRecord): string {
  return isElsewhere(artifactLocation) ? artifactLocation : path;
}

function isElsewhere(location: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(location) && !/^(file|mlflow-artifacts):/.test(location);
}

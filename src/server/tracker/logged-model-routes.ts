import { join } from "node:path";
import { ArgumentError } from "../../core/errors.js";
import { loggedModelIds } from "../../tracking/files/experiment-record.js";
import {
  createLoggedModel,
  deleteModelTag,
  type LoggedModel,
  readLoggedModel,
  updateLoggedModel,
  writeModelValues,
} from "../../tracking/files/logged-model.js";
import { searchEntities } from "../../tracking/query/search-entities.js";
import type { Route } from "../service-request.js";
import { artifactRoot } from "./experiment-routes.js";
import { MlflowError } from "./mlflow-error.js";
import type { MlflowFields } from "./mlflow-fields.js";
import { mlflowRoute, orAbsent, toPairs } from "./mlflow-route.js";
import { toPage } from "./page-token.js";
import { toMetricJson } from "./run-json.js";
import { cutLongValues } from "./run-values.js";
import { toServedUri } from "./served-uri.js";
import type { TrackerStore } from "./tracker-store.js";

/** MLflow's REST API of logged models, the models that belong to an experiment. */
export function loggedModelRoutes(store: TrackerStore): Route[] {
  const { folder } = store;
  const base = "/2.0/mlflow/logged-models";
  const find = (fields: MlflowFields): LoggedModel =>
    findLoggedModel(store, fields.requiredText("model_id"), { deleted: fields.flag("allow_deleted") });
  const json = (id: string) => ({ model: toModelJson(store, findLoggedModel(store, id, { deleted: true })) });
  return [
    ...mlflowRoute("post", base, (fields) => json(create(store, fields))),
    ...mlflowRoute("post", `${base}/search`, (fields) => search(store, fields)),
    ...mlflowRoute("get", `${base}/{model_id}`, (fields) => json(find(fields).id)),
    ...mlflowRoute("patch", `${base}/{model_id}`, (fields) => {
      const model = find(fields);
      updateLoggedModel(folder, model.path, { status: toStatusNumber(fields.text("status") ?? "") });
      return json(model.id);
    }),
    ...mlflowRoute("delete", `${base}/{model_id}`, (fields) => {
      updateLoggedModel(folder, find(fields).path, { lifecycle_stage: "deleted" });
      return {};
    }),
    ...mlflowRoute("post", `${base}/{model_id}/params`, (fields) => {
      const params = cutLongValues("param", fields.pairs("params"));
      writeModelValues(folder, find(fields).path, "params", params);
      return {};
    }),
    ...mlflowRoute("patch", `${base}/{model_id}/tags`, (fields) => {
      const model = find(fields);
      writeModelValues(folder, model.path, "tags", cutLongValues("tag", fields.pairs("tags")));
      return json(model.id);
    }),
    ...mlflowRoute("delete", `${base}/{model_id}/tags/{tag_key}`, (fields) => {
      deleteModelTag(find(fields).path, fields.requiredText("tag_key"));
      return {};
    }),
  ];
}

/** The logged model with an id. Throws RESOURCE_DOES_NOT_EXIST. */
export function findLoggedModel(
  store: TrackerStore,
  id: string,
  { deleted = false }: { readonly deleted?: boolean } = {},
): LoggedModel {
  const isId = /^m-[\w-]{1,64}$/.test(id);
  for (const { path } of isId ? store.experiments() : []) {
    const model = readLoggedModel(store.folder, join(path, "models", id));
    if (model !== undefined && (deleted || !model.deleted)) return model;
  }
  throw new MlflowError("RESOURCE_DOES_NOT_EXIST", `Model '${id.slice(0, 80)}' not found`);
}

function create(store: TrackerStore, fields: MlflowFields): string {
  const experiment = store.experiment(fields.requiredText("experiment_id"));
  if (experiment.deleted) {
    throw new MlflowError("INVALID_STATE", `Could not create model under non-active experiment ${experiment.id}.`);
  }
  const name = fields.text("name") || `model-${store.folder.newId().slice(0, 6)}`;
  if (/[/:.%"'\p{Cc}]/u.test(name)) {
    throw new ArgumentError(
      `Invalid model name (${JSON.stringify(name.slice(0, 80))}) provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '"', "'")`,
    );
  }
  const root = artifactRoot(experiment);
  return createLoggedModel(store.folder, experiment.path, {
    experimentId: experiment.id,
    name,
    modelType: fields.text("model_type") ?? "",
    sourceRunId: fields.text("source_run_id") ?? "",
    tags: cutLongValues("tag", fields.pairs("tags")),
    params: cutLongValues("param", fields.pairs("params")),
    artifactRoot: root === experiment.path ? undefined : root,
  });
}

const statusNames = [
  "LOGGED_MODEL_STATUS_UNSPECIFIED",
  "LOGGED_MODEL_PENDING",
  "LOGGED_MODEL_READY",
  "LOGGED_MODEL_UPLOAD_FAILED",
];

function toStatusNumber(text: string): number {
  const status = /^[123]$/.test(text) ? Number(text) : statusNames.indexOf(text);
  if (status > 0) return status;
  throw new ArgumentError(`status: expected one of ${statusNames.slice(1).join(", ")}, got "${text.slice(0, 80)}"`);
}

function search(store: TrackerStore, fields: MlflowFields): object {
  const ids = fields.strings("experiment_ids");
  const experiments = store.experiments().filter(({ id }) => ids.includes(id));
  const datasets = fields.objects("datasets").map((item) => item.requiredText("dataset_name"));
  const models = experiments.flatMap(({ path }) =>
    loggedModelIds(path).flatMap((id) => readLoggedModel(store.folder, join(path, "models", id)) ?? []),
  );
  const orderBy = fields
    .objects("order_by")
    .map(
      (order) =>
        `${order.requiredText("field_name")} ${order.has("ascending") && !order.flag("ascending") ? "DESC" : "ASC"}`,
    );
  const active = models.filter(({ deleted }) => !deleted);
  const found = searchEntities("logged model", active, {
    caller: "logged-models/search",
    filter: fields.text("filter") ?? "",
    orderBy,
    read: (model) => ({
      attributes: {
        name: model.name,
        model_id: model.id,
        model_type: model.modelType,
        status: (statusNames[model.status] ?? "").replace("LOGGED_MODEL_", ""),
        source_run_id: model.sourceRunId,
        creation_timestamp: model.creationTime,
        last_updated_timestamp: model.lastUpdateTime,
      },
      tags: model.tags,
      params: model.params,
      metrics: Object.fromEntries(
        model.metrics
          .filter(({ dataset }) => datasets.length === 0 || datasets.includes(dataset?.name ?? ""))
          .map(({ key, value }) => [key, value]),
      ),
    }),
    initialOrder: (a, b) => b.creationTime - a.creationTime || (a.id < b.id ? -1 : 1),
  });
  const page = toPage(found, fields, { initial: 100, max: 50_000 });
  return {
    models: orAbsent(page.items.map((model) => toModelJson(store, model))),
    next_page_token: page.nextPageToken,
  };
}

function toModelJson({ folder }: TrackerStore, model: LoggedModel): object {
  const { id, experimentId, params, metrics } = model;
  return {
    info: {
      model_id: id,
      experiment_id: experimentId,
      name: model.name,
      creation_timestamp_ms: model.creationTime,
      last_updated_timestamp_ms: model.lastUpdateTime,
      artifact_uri: toServedUri(folder, model.artifactLocation),
      status: statusNames[model.status],
      status_message: model.statusMessage || undefined,
      model_type: model.modelType,
      source_run_id: model.sourceRunId,
      tags: toPairs(model.tags),
    },
    data: {
      params: toPairs(params),
      metrics: orAbsent(
        metrics.map(({ key, runId, ...point }) => ({ ...toMetricJson(key, point), model_id: id, run_id: runId })),
      ),
    },
  };
}

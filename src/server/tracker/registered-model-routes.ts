import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { searchEntities } from "../../tracking/query/search-entities.js";
import { checkAlias } from "../../tracking/registry/check-alias.js";
import { checkModelName } from "../../tracking/registry/check-model-name.js";
import {
  createModelFolder,
  updateModelMeta,
  writeAliases,
  writeModelNotes,
} from "../../tracking/registry/model-folder.js";
import {
  modelNames,
  readModel,
  readVersionRecords,
  toModelPath,
  toVersionPath,
  type VersionRecord,
  versionNumbers,
} from "../../tracking/registry/read-registry.js";
import type { Route } from "../service-request.js";
import { MlflowError } from "./mlflow-error.js";
import type { MlflowFields } from "./mlflow-fields.js";
import { mlflowRoute, orAbsent } from "./mlflow-route.js";
import { toPage } from "./page-token.js";
import { latestVersions, type ServedModel, toModelJson, toVersionJson } from "./registry-json.js";
import { deleteTagFile } from "./tag-file.js";
import type { TrackerStore } from "./tracker-store.js";

const base = "/2.0/mlflow/registered-models";

/** MLflow's REST API of registered models. */
export function registeredModelRoutes(store: TrackerStore): Route[] {
  const { folder } = store;
  const json = (name: string) => ({ registered_model: toModelJson(store, findModel(store, name)) });
  /** Changes one model while no other process does, and returns it. */
  const change = (fields: MlflowFields, work: (model: ServedModel, path: string) => void): Promise<object> =>
    store.exclusively(() => {
      const model = findModel(store, fields.requiredText("name"));
      work(model, toModelPath(folder, model.name));
      return {};
    });
  return [
    ...mlflowRoute("post", `${base}/create`, async (fields) => {
      const name = fields.requiredText("name");
      checkModelName(name, "registered-models/create");
      const notes = { description: fields.text("description") ?? "", tags: fields.pairs("tags") };
      if (!(await store.exclusively(() => createModelFolder(folder, name, notes)))) {
        throw new MlflowError("RESOURCE_ALREADY_EXISTS", `Registered Model (name=${name}) already exists.`);
      }
      return json(name);
    }),
    ...mlflowRoute("get", `${base}/get`, (fields) => json(fields.requiredText("name"))),
    // The R client sends a POST, which MLflow's servers reject.
    ...mlflowRoute(["get", "post"], `${base}/search`, (fields) => searchModels(store, fields)),
    ...mlflowRoute("post", `${base}/rename`, async (fields) => {
      const name = fields.requiredText("new_name");
      checkModelName(name, "registered-models/rename");
      await change(fields, (model) => rename(store, model, name));
      return json(name);
    }),
    ...mlflowRoute("patch", `${base}/update`, async (fields) => {
      const description = fields.text("description") ?? "";
      await change(fields, (_, path) => writeModelNotes(folder, path, { description }));
      return json(fields.requiredText("name"));
    }),
    ...mlflowRoute("delete", `${base}/delete`, (fields) => change(fields, (_, path) => removeModel(store, path))),
    ...mlflowRoute(["get", "post"], `${base}/get-latest-versions`, (fields) => {
      const { name } = findModel(store, fields.requiredText("name"));
      const stages = fields.strings("stages").map((stage) => stage.toLowerCase());
      const latest = latestVersions(readVersionRecords(folder, name));
      const chosen = latest.filter(({ stage }) => stages.length === 0 || stages.includes(stage.toLowerCase()));
      return { model_versions: orAbsent(chosen.map((version) => toVersionJson(store, version))) };
    }),
    ...mlflowRoute("post", `${base}/set-tag`, (fields) => {
      const tags = { [fields.requiredText("key")]: fields.text("value") ?? "" };
      return change(fields, (_, path) => writeModelNotes(folder, path, { tags }));
    }),
    ...mlflowRoute("delete", `${base}/delete-tag`, (fields) =>
      change(fields, (_, path) => deleteTagFile(path, fields.requiredText("key"))),
    ),
    ...mlflowRoute("post", `${base}/alias`, (fields) =>
      change(fields, ({ name }) => {
        const alias = fields.requiredText("alias");
        checkAlias(alias, "registered-models/alias");
        const { version } = findVersion(store, name, fields.requiredText("version"));
        writeAliases(folder, name, { [alias]: version });
      }),
    ),
    ...mlflowRoute("delete", `${base}/alias`, (fields) =>
      change(fields, ({ name }) => {
        const alias = fields.requiredText("alias");
        checkAlias(alias, "registered-models/alias");
        writeAliases(folder, name, { [alias]: null });
      }),
    ),
    ...mlflowRoute("get", `${base}/alias`, (fields) => {
      const model = findModel(store, fields.requiredText("name"));
      const alias = fields.requiredText("alias");
      const version = Object.hasOwn(model.aliases, alias) ? model.aliases[alias] : undefined;
      if (version === undefined) {
        throw new MlflowError("INVALID_PARAMETER_VALUE", `Registered model alias ${alias} not found.`);
      }
      return { model_version: toVersionJson(store, findVersion(store, model.name, String(version))) };
    }),
  ];
}

/** The registered model of a name. Throws RESOURCE_DOES_NOT_EXIST. */
export function findModel({ folder }: TrackerStore, name: string): ServedModel {
  checkModelName(name, "registered-models");
  const model = readModel(folder, name);
  if (model !== undefined) return model;
  throw new MlflowError("RESOURCE_DOES_NOT_EXIST", `Registered Model with name=${name} not found`);
}

/** The version of a model. Throws RESOURCE_DOES_NOT_EXIST. */
export function findVersion(store: TrackerStore, name: string, version: string): VersionRecord {
  const model = findModel(store, name);
  if (!/^\d{1,9}$/.test(version)) {
    throw new MlflowError("INVALID_PARAMETER_VALUE", `Model version must be an integer, got '${version.slice(0, 80)}'`);
  }
  const found = readVersionRecords(store.folder, model.name).find((one) => one.version === Number(version));
  if (found !== undefined) return found;
  throw new MlflowError("RESOURCE_DOES_NOT_EXIST", `Model Version (name=${name}, version=${version}) not found`);
}

/** Clients exclude prompts by `tags.mlflow.prompt.is_prompt != 'true'`, which models without the tag pass. */
export function withPromptTag(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { "mlflow.prompt.is_prompt": "false", ...tags };
}

function searchModels(store: TrackerStore, fields: MlflowFields): object {
  const models = modelNames(store.folder).flatMap((name) => readModel(store.folder, name) ?? []);
  const found = searchEntities("registered model", models, {
    caller: "registered-models/search",
    filter: fields.text("filter") ?? "",
    orderBy: fields.strings("order_by").map((order) => order.replace(/^timestamp\b/, "last_updated_timestamp")),
    read: ({ name, tags, createdAt, updatedAt }) => ({
      attributes: { name, creation_timestamp: createdAt, last_updated_timestamp: updatedAt },
      tags: withPromptTag(tags),
    }),
    initialOrder: (a, b) => (a.name < b.name ? -1 : 1),
  });
  const page = toPage(found, fields, { initial: 100, max: 1_000 });
  return {
    registered_models: orAbsent(page.items.map((model) => toModelJson(store, model))),
    next_page_token: page.nextPageToken,
  };
}

function rename({ folder }: TrackerStore, model: ServedModel, name: string): void {
  const path = toModelPath(folder, name);
  if (existsSync(join(path, "meta.yaml"))) {
    throw new MlflowError("RESOURCE_ALREADY_EXISTS", `Registered Model (name=${name}) already exists.`);
  }
  renameSync(toModelPath(folder, model.name), path);
  updateModelMeta(folder, path, { name });
  for (const version of versionNumbers(folder, name)) {
    updateModelMeta(folder, toVersionPath(folder, name, version), { name });
  }
}

/** The folder is renamed first, so that readers see all of the model or nothing. */
function removeModel({ folder }: TrackerStore, path: string): void {
  const removed = join(folder.root, "models", `.${folder.newId()}.removed`);
  renameSync(path, removed);
  rmSync(removed, { recursive: true });
}

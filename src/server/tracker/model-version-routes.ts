import { ArgumentError } from "../../core/errors.js";
import { updateLoggedModel, writeModelValues } from "../../tracking/files/logged-model.js";
import { searchEntities } from "../../tracking/query/search-entities.js";
import {
  addVersionFolder,
  updateModelMeta,
  writeAliases,
  writeModelNotes,
} from "../../tracking/registry/model-folder.js";
import { loggedModelId, parseModelUri } from "../../tracking/registry/parse-model-uri.js";
import {
  modelNames,
  readVersionRecords,
  toModelPath,
  toVersionPath,
  type VersionRecord,
} from "../../tracking/registry/read-registry.js";
import type { Route } from "../service-request.js";
import { findLoggedModel } from "./logged-model-routes.js";
import { MlflowError } from "./mlflow-error.js";
import type { MlflowFields } from "./mlflow-fields.js";
import { mlflowRoute, orAbsent } from "./mlflow-route.js";
import { toPage } from "./page-token.js";
import { findModel, findVersion, withPromptTag } from "./registered-model-routes.js";
import { toVersionJson } from "./registry-json.js";
import { toServedUri, toStoredUri } from "./served-uri.js";
import { deleteTagFile } from "./tag-file.js";
import type { TrackerStore } from "./tracker-store.js";

const base = "/2.0/mlflow/model-versions";

/** MLflow's REST API of the versions of registered models. */
export function modelVersionRoutes(store: TrackerStore): Route[] {
  const { folder } = store;
  const find = (fields: MlflowFields): VersionRecord =>
    findVersion(store, fields.requiredText("name"), String(fields.requiredInteger("version")));
  const json = (fields: MlflowFields) => ({ model_version: toVersionJson(store, find(fields)) });
  /** Changes one version while no other process changes the registry. */
  const change = (fields: MlflowFields, work: (version: VersionRecord, path: string) => void): Promise<object> =>
    store.exclusively(() => {
      const version = find(fields);
      work(version, toVersionPath(folder, version.name, version.version));
      return {};
    });
  return [
    ...mlflowRoute("post", `${base}/create`, (fields) => createVersion(store, fields)),
    ...mlflowRoute("get", `${base}/get`, json),
    ...mlflowRoute("get", `${base}/search`, (fields) => searchVersions(store, fields)),
    ...mlflowRoute("get", `${base}/get-download-uri`, (fields) => ({
      artifact_uri: toServedUri(folder, find(fields).storageLocation),
    })),
    ...mlflowRoute("patch", `${base}/update`, async (fields) => {
      const description = fields.text("description") ?? "";
      await change(fields, (_, path) => writeModelNotes(folder, path, { description }));
      return json(fields);
    }),
    ...mlflowRoute("post", `${base}/transition-stage`, async (fields) => {
      const stage = toStage(fields.requiredText("stage"));
      const archive = fields.flag("archive_existing_versions");
      await change(fields, (version, path) => {
        if (archive) archiveStage(store, version, stage);
        updateModelMeta(folder, path, { current_stage: stage });
      });
      return json(fields);
    }),
    ...mlflowRoute("delete", `${base}/delete`, (fields) =>
      change(fields, ({ name, version }, path) => {
        const { aliases } = findModel(store, name);
        const named = Object.keys(aliases).filter((alias) => aliases[alias] === version);
        writeAliases(folder, name, Object.fromEntries(named.map((alias) => [alias, null])));
        updateModelMeta(folder, path, { current_stage: "Deleted_Internal" });
      }),
    ),
    ...mlflowRoute("post", `${base}/set-tag`, (fields) => {
      const tags = { [fields.requiredText("key")]: fields.text("value") ?? "" };
      return change(fields, (_, path) => writeModelNotes(folder, path, { tags }));
    }),
    ...mlflowRoute("delete", `${base}/delete-tag`, (fields) =>
      change(fields, (_, path) => deleteTagFile(path, fields.requiredText("key"))),
    ),
  ];
}

async function createVersion(store: TrackerStore, fields: MlflowFields): Promise<object> {
  const { folder, user } = store;
  const { name } = findModel(store, fields.requiredText("name"));
  const source = fields.requiredText("source");
  const modelId = fields.text("model_id") || undefined;
  const resolved = resolveSource(store, source, modelId);
  const version = await store.exclusively(() =>
    addVersionFolder(folder, name, {
      source: toStoredUri(store, source),
      storageLocation: resolved.location,
      runId: fields.text("run_id") || resolved.runId,
      runLink: fields.text("run_link"),
      modelId: modelId ?? resolved.modelId,
      description: fields.text("description") ?? "",
      tags: fields.pairs("tags"),
      user,
    }),
  );
  const logged = modelId ?? resolved.modelId;
  if (logged !== undefined) noteVersion(store, logged, { name, version: String(version) });
  return { model_version: toVersionJson(store, findVersion(store, name, String(version))) };
}

interface ResolvedSource {
  readonly location: string;
  readonly runId?: string | undefined;
  readonly modelId?: string | undefined;
}

/**
 * Where the artifacts of a source are. Paths and `file:` URIs are rejected: they are of the client's machine, or of
 * files of this one that the client may not see.
 */
function resolveSource(store: TrackerStore, source: string, modelId: string | undefined): ResolvedSource {
  const fail = (problem: string): never => {
    throw new ArgumentError(`Invalid model version source: '${source.slice(0, 200)}'. ${problem}`);
  };
  const [, scheme = ""] = /^([a-z][a-z0-9+.-]*):/i.exec(source) ?? [];
  if (scheme === "" || scheme.toLowerCase() === "file") {
    return fail("To use a local path, log it as an artifact of a run first, and register runs:/<run_id>/<path>.");
  }
  if (source.split(/[/\\]|%2f|%5c/i).some((part) => /^(\.|%2e){2}$/i.test(part))) fail("It has relative parts.");
  if (scheme !== "models") {
    const logged = modelId === undefined ? undefined : findLoggedModel(store, modelId);
    return { location: toStoredUri(store, source), runId: logged?.sourceRunId || undefined };
  }
  const id = loggedModelId(source);
  if (id !== undefined) {
    const logged = findLoggedModel(store, id);
    return { location: logged.artifactLocation, runId: logged.sourceRunId || undefined, modelId: id };
  }
  const { name, version } = parseModelUri(source);
  const aliases = findModel(store, name).aliases;
  const number = Object.hasOwn(aliases, String(version)) ? aliases[String(version)] : version;
  const copied = findVersion(store, name, String(number));
  return { location: copied.storageLocation, runId: copied.runId, modelId: copied.modelId };
}

/** The logged model has its registered versions in a tag. */
function noteVersion(
  { folder, ...store }: TrackerStore,
  modelId: string,
  added: { readonly name: string; readonly version: string },
): void {
  const model = findLoggedModel({ folder, ...store }, modelId);
  const tag = "mlflow.modelVersions";
  const before = parseVersions(model.tags[tag]);
  writeModelValues(folder, model.path, "tags", { [tag]: JSON.stringify([...before, added]) });
  updateLoggedModel(folder, model.path, {});
}

function parseVersions(text = "[]"): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function searchVersions(store: TrackerStore, fields: MlflowFields): object {
  const versions = modelNames(store.folder).flatMap((name) => readVersionRecords(store.folder, name));
  const found = searchEntities("model version", versions, {
    caller: "model-versions/search",
    filter: fields.text("filter") ?? "",
    orderBy: fields.strings("order_by"),
    read: ({ name, version, runId, source, tags, createdAt, updatedAt }) => ({
      attributes: {
        name,
        version_number: version,
        run_id: runId,
        source_path: toServedUri(store.folder, source),
        creation_timestamp: createdAt,
        last_updated_timestamp: updatedAt,
      },
      tags: withPromptTag(tags),
    }),
    initialOrder: (a, b) =>
      b.updatedAt - a.updatedAt || (a.name < b.name ? -1 : a.name > b.name ? 1 : b.version - a.version),
  });
  const page = toPage(found, fields, { initial: 200_000, max: 200_000 });
  return {
    model_versions: orAbsent(page.items.map((version) => toVersionJson(store, version))),
    next_page_token: page.nextPageToken,
  };
}

const stages = ["None", "Staging", "Production", "Archived"];

function toStage(text: string): string {
  const stage = stages.find((name) => name.toLowerCase() === text.toLowerCase());
  if (stage !== undefined) return stage;
  throw new MlflowError(
    "INVALID_PARAMETER_VALUE",
    `Invalid Model Version stage: ${text.slice(0, 80)}. Value must be one of ${stages.join(", ")}.`,
  );
}

/** Moves the other versions of an active stage to Archived. */
function archiveStage({ folder }: TrackerStore, { name, version }: VersionRecord, stage: string): void {
  if (stage !== "Staging" && stage !== "Production") {
    throw new MlflowError(
      "INVALID_PARAMETER_VALUE",
      "Model version transition cannot archive existing model versions because the stage is not Staging or Production.",
    );
  }
  for (const other of readVersionRecords(folder, name)) {
    if (other.version === version || other.stage !== stage) continue;
    updateModelMeta(folder, toVersionPath(folder, name, other.version), { current_stage: "Archived" });
  }
  updateModelMeta(folder, toModelPath(folder, name), {});
}

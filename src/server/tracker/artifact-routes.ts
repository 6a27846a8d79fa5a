import { jsonReply, type Route, type ServiceRequest } from "../service-request.js";
import {
  type ArtifactEntry,
  type ArtifactLocation,
  listArtifacts,
  locateArtifact,
  receiveArtifact,
  removeArtifact,
  sendArtifact,
} from "./artifact-files.js";
import { findLoggedModel } from "./logged-model-routes.js";
import { MlflowFields } from "./mlflow-fields.js";
import { mlflowRoute, orAbsent, rawMlflowRoute } from "./mlflow-route.js";
import { ownedArtifacts } from "./owned-artifacts.js";
import { runId } from "./run-values.js";
import { toServedUri } from "./served-uri.js";
import type { TrackerStore } from "./tracker-store.js";

/** MLflow's REST API of artifacts, and the proxy through which its clients read and write those in the folder. */
export function artifactRoutes(
  store: TrackerStore,
  { maxArtifactBytes }: { readonly maxArtifactBytes: number },
): Route[] {
  const proxy = "/2.0/mlflow-artifacts/artifacts";
  const located = ({ params }: ServiceRequest): ArtifactLocation => locateArtifact(store, params.path ?? "");
  const list = async (owner: Parameters<typeof ownedArtifacts>[1], folder: string): Promise<object[]> =>
    (await ownedArtifacts(store.folder, owner).list(folder)).map((entry) => toFileJson(entry, folder));
  const download = async (request: ServiceRequest) => {
    const fields = await MlflowFields.read(request);
    return ownedArtifacts(store.folder, store.run(runId(fields))).send(trimSlashes(fields.text("path")));
  };
  return [
    ...mlflowRoute("get", "/2.0/mlflow/artifacts/list", async (fields) => {
      const run = store.run(runId(fields));
      const files = await list(run, trimSlashes(fields.text("path")));
      return { root_uri: toServedUri(store.folder, run.artifactUri), files: orAbsent(files) };
    }),
    ...mlflowRoute("get", "/2.0/mlflow/logged-models/{model_id}/artifacts/directories", async (fields) => {
      const { path, artifactLocation } = findLoggedModel(store, fields.requiredText("model_id"));
      const owner = { path, artifactUri: artifactLocation };
      return { files: orAbsent(await list(owner, trimSlashes(fields.text("artifact_directory_path")))) };
    }),
    ...mlflowRoute("get", proxy, (fields) => {
      const files = listArtifacts(locateArtifact(store, trimSlashes(fields.text("path"))));
      return { files: orAbsent(files.map((entry) => toFileJson(entry, ""))) };
    }),
    ...rawMlflowRoute("get", `${proxy}/{path+}`, (request) => sendArtifact(located(request))),
    ...rawMlflowRoute("put", `${proxy}/{path+}`, async (request) => {
      await receiveArtifact(located(request), request.request, { folder: store.folder, limit: maxArtifactBytes });
      return jsonReply({});
    }),
    ...rawMlflowRoute("delete", `${proxy}/{path+}`, async (request) => {
      await removeArtifact(located(request));
      return jsonReply({});
    }),
    ...rawMlflowRoute("get", "/2.0/mlflow/artifacts/get", download),
    ...["/get-artifact", "/ajax-api/2.0/mlflow/get-artifact"].map(
      (path): Route => ({ ...rawMlflowRoute("get", "", download)[0], path }) as Route,
    ),
  ];
}

function toFileJson({ name, isFolder, size }: ArtifactEntry, folder: string): object {
  return {
    path: folder === "" ? name : `${folder}/${name}`,
    is_dir: isFolder,
    file_size: isFolder ? undefined : size,
  };
}

function trimSlashes(path: string | undefined): string {
  return (path ?? "").replace(/^\/+|\/+$/g, "");
}

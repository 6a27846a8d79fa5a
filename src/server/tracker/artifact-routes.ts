import { ArgumentError } from "../../core/errors.js";
import { jsonReply, type Route, type ServiceRequest } from "../service-request.js";
import {
  type ArtifactEntry,
  type ArtifactLocation,
  inFolder,
  listArtifacts,
  locateArtifact,
  receiveArtifact,
  removeArtifact,
  sendArtifact,
} from "./artifact-files.js";
import { findLoggedModel } from "./logged-model-routes.js";
import { MlflowFields } from "./mlflow-fields.js";
import { mlflowRoute, orAbsent, rawMlflowRoute } from "./mlflow-route.js";
import { runId } from "./run-values.js";
import type { TrackerStore } from "./tracker-store.js";

/** MLflow's REST API of artifacts, and the proxy through which its clients read and write those in the folder. */
export function artifactRoutes(
  store: TrackerStore,
  { maxArtifactBytes }: { readonly maxArtifactBytes: number },
): Route[] {
  const { root } = store.folder;
  const proxy = "/2.0/mlflow-artifacts/artifacts";
  const located = ({ params }: ServiceRequest): ArtifactLocation => locateArtifact(store, params.path ?? "");
  const ofRun = (fields: MlflowFields): ArtifactLocation => {
    const { path, artifactUri } = store.run(runId(fields));
    if (!artifactUri.startsWith("file:")) {
      throw new ArgumentError(`artifacts: those of the run are at ${artifactUri}, read them there`);
    }
    return inFolder(path, trimSlashes(fields.text("path")), root);
  };
  const download = async (request: ServiceRequest) => sendArtifact(ofRun(await MlflowFields.read(request)));
  return [
    ...mlflowRoute("get", "/2.0/mlflow/artifacts/list", (fields) => {
      const location = ofRun(fields);
      const files = listArtifacts(location).map((entry) => toFileJson(entry, location.path));
      return { root_uri: rootUri(store, runId(fields)), files: orAbsent(files) };
    }),
    ...mlflowRoute("get", "/2.0/mlflow/logged-models/{model_id}/artifacts/directories", (fields) => {
      const model = findLoggedModel(store, fields.requiredText("model_id"));
      const location = inFolder(model.path, trimSlashes(fields.text("artifact_directory_path")), root);
      const files = listArtifacts(location).map((entry) => toFileJson(entry, location.path));
      return { files: orAbsent(files) };
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

function rootUri(store: TrackerStore, id: string): string {
  const { experimentId } = store.run(id);
  return `mlflow-artifacts:/${experimentId}/${id}/artifacts`;
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

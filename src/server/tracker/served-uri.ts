import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { TrackerFolder } from "../../tracking/files/tracker-folder.js";
import { locateArtifact } from "./artifact-files.js";
import type { TrackerStore } from "./tracker-store.js";

const scheme = "mlflow-artifacts:/";

/**
 * The address by which clients reach artifacts: those in the folder are read and written through the server, as clients
 * may be on other machines. The experiment and its run or model decide, so that a folder can be moved.
 */
export function toServedUri(folder: TrackerFolder, uri: string): string {
  const isLocal = uri.startsWith("file:") || uri.startsWith("/");
  if (!isLocal) return uri;
  const [, path] = /\/([\w-]+\/(?:models\/m-[\w-]+|[a-zA-Z0-9][\w-]*)\/artifacts(?:\/.*)?)$/.exec(uri) ?? [];
  if (path !== undefined) return scheme + path;
  const root = pathToFileURL(join(folder.root, "x")).href.slice(0, -1);
  return uri.startsWith(root) ? scheme + uri.slice(root.length) : uri;
}

/** The address as the folder has it: that of a file for artifacts in it, so that tools without a server find them. */
export function toStoredUri(store: TrackerStore, uri: string): string {
  if (!uri.startsWith(scheme)) return uri;
  const path = decodeURIComponent(uri.slice(scheme.length).replace(/^\/+/, ""));
  return pathToFileURL(locateArtifact(store, path).file).href;
}

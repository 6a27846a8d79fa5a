import { ArgumentError } from "../../core/errors.js";
import type { OpenArtifactStore } from "../open-artifact-store.js";
import type { ArtifactFile } from "../tracker.js";
import type { MlflowConnection, MlflowJson } from "./mlflow-connection.js";
import { toObjects } from "./run-from-json.js";

/** Reading and writing of artifacts below a URI. */
export interface RemoteArtifacts {
  list(uri: string, caller: string): Promise<readonly ArtifactFile[]>;
  /** Undefined when it does not exist. */
  read(uri: string, path: string, caller: string): Promise<Uint8Array | undefined>;
  write(uri: string, path: string, bytes: Uint8Array, caller: string): Promise<void>;
}

/**
 * Artifacts where their URIs say: `mlflow-artifacts:/` through the tracking server, which needs no keys of the storage,
 * any other URI straight from its store.
 */
export function remoteArtifacts(
  connection: MlflowConnection | undefined,
  openStore: OpenArtifactStore,
): RemoteArtifacts {
  const throughServer = (uri: string): MlflowConnection => {
    if (connection !== undefined) return connection;
    throw new ArgumentError(`artifacts: ${uri} is read through a server; open the tracker by the URL of the server`);
  };
  return {
    list: async (uri, caller) => {
      if (isProxied(uri)) return listThroughServer(throughServer(uri), uri, caller);
      const files: ArtifactFile[] = [];
      for await (const { key, size } of (await openStore(uri)).list("")) files.push({ path: key, size });
      return files;
    },
    read: async (uri, path, caller) => {
      if (!isProxied(uri)) {
        const store = await openStore(uri);
        return (await store.stat(path)) === undefined ? undefined : store.read(path);
      }
      const server = throughServer(uri);
      const files = await server.get(proxyPath, { path: toProxyFolder(uri, path) }, caller);
      const name = path.split("/").at(-1);
      const isThere = toObjects(files.files).some((file) => isNamed(file, name) && file.is_dir !== true);
      return isThere ? server.readBytes(toProxyPath(uri, path), caller) : undefined;
    },
    write: async (uri, path, bytes, caller) => {
      if (isProxied(uri)) await throughServer(uri).writeBytes(toProxyPath(uri, path), bytes, caller);
      else await (await openStore(uri)).write(path, bytes);
    },
  };
}

const proxyPath = "/api/2.0/mlflow-artifacts/artifacts";

function isProxied(uri: string): boolean {
  return uri.startsWith("mlflow-artifacts:");
}

/** Path below the proxy of a URI such as `mlflow-artifacts:/1/ab/artifacts`. */
function toProxyRoot(uri: string): string {
  const [, path] = /^mlflow-artifacts:(?:\/\/[^/]*)?\/+(.*)$/.exec(uri) ?? [];
  if (path === undefined) throw new ArgumentError(`artifacts: invalid URI "${uri}"; expected mlflow-artifacts:/path`);
  return path.replace(/\/+$/, "");
}

function toProxyPath(uri: string, path: string): string {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return `${proxyPath}/${toProxyRoot(uri)}/${encoded}`;
}

/** The folder of a path. */
function toProxyFolder(uri: string, path: string): string {
  const folder = path.includes("/") ? `/${path.slice(0, path.lastIndexOf("/"))}` : "";
  return toProxyRoot(uri) + folder;
}

/** Servers list names; some list paths. */
function isNamed(file: MlflowJson, name: string | undefined): boolean {
  return String(file.path).split("/").at(-1) === name;
}

async function listThroughServer(
  server: MlflowConnection,
  uri: string,
  caller: string,
  folder = "",
): Promise<ArtifactFile[]> {
  const path = folder === "" ? toProxyRoot(uri) : `${toProxyRoot(uri)}/${folder.slice(0, -1)}`;
  const { files } = await server.get(proxyPath, { path }, caller);
  const found: ArtifactFile[] = [];
  for (const file of toObjects(files)) {
    const inside = folder + (String(file.path).split("/").at(-1) ?? "");
    if (file.is_dir === true) found.push(...(await listThroughServer(server, uri, caller, `${inside}/`)));
    else found.push({ path: inside, size: Number(file.file_size ?? 0) });
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

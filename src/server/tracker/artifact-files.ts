import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, type Dirent, readdirSync, type Stats, statSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ArgumentError } from "../../core/errors.js";
import { errorCode } from "../../files/file-system-error.js";
import { checkArtifactPath } from "../../tracking/check-artifact-path.js";
import { checkRunPath } from "../../tracking/files/check-run-path.js";
import { minSharedBytes, rememberHash, shareFile } from "../../tracking/files/known-artifacts.js";
import type { TrackerFolder } from "../../tracking/files/tracker-folder.js";
import { HttpProblem } from "../http-problem.js";
import type { IncomingRequest } from "../service-request.js";
import { MlflowError } from "./mlflow-error.js";
import type { TrackerStore } from "./tracker-store.js";

/** A folder of artifacts, and a path in it. */
export interface ArtifactLocation {
  /** Folder of the run or the logged model. */
  readonly home: string;
  /** Folder of its artifacts. */
  readonly root: string;
  /** Path in that folder; empty for the folder. */
  readonly path: string;
  readonly file: string;
}

/** Folders that hold artifacts: `<experiment>/<run>/artifacts` and `<experiment>/models/<model>/artifacts`. */
const pattern = /^([\w-]+)\/((?:models\/m-[\w-]+|traces\/[\w-]+|[a-zA-Z0-9][\w-]*))\/artifacts(?:\/(.*))?$/s;

/**
 * The file of a path below `mlflow-artifacts:/`. Only artifacts of runs, logged models and traces can be reached,
 * nothing else of the folder.
 *
 * @throws ArgumentError for any other path, and for one that leads out through a link.
 */
export function locateArtifact({ folder, experiment }: TrackerStore, address: string): ArtifactLocation {
  const [, experimentId = "", owner = "", path = ""] = pattern.exec(address.replace(/\/+$/, "")) ?? [];
  if (experimentId === "") {
    throw new ArgumentError(
      `artifact path ${JSON.stringify(address.slice(0, 200))} is not <experiment>/<run>/artifacts/<path>`,
    );
  }
  return inFolder(join(experiment(experimentId).path, owner), path, folder.root);
}

/** The file of an artifact path of a run or a logged model. */
export function inFolder(home: string, path: string, root: string): ArtifactLocation {
  if (path !== "") checkArtifactPath(path, "artifacts");
  const artifacts = join(home, "artifacts");
  const file = join(artifacts, path);
  checkRunPath(root, home, path, "artifacts");
  if (exists(artifacts)) checkRunPath(home, file, path, "artifacts");
  return { home, root: artifacts, path, file };
}

/** A file or folder of artifacts. */
export interface ArtifactEntry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly size: number;
}

/** Files and folders in a folder of artifacts, in alphabetical order; links are left out. */
export function listArtifacts({ file }: ArtifactLocation): ArtifactEntry[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(file, { withFileTypes: true });
  } catch (thrown) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(thrown) ?? "")) return [];
    throw thrown;
  }
  return entries
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .map((entry) => ({
      name: entry.name,
      isFolder: entry.isDirectory(),
      size: entry.isDirectory() ? 0 : statSync(join(file, entry.name)).size,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Writes an artifact while it arrives; it appears when it is complete and on the disk. Equal artifacts are stored once.
 */
export async function receiveArtifact(
  { home, file, path }: ArtifactLocation,
  request: Pick<IncomingRequest, "headers" | "body">,
  { folder, limit }: { readonly folder: TrackerFolder; readonly limit: number },
): Promise<void> {
  if (path === "") throw new ArgumentError("artifacts: the path is a folder; add the name of a file");
  const temporary = join(home, `.${folder.newId()}.tmp`);
  const tooLarge = () => new HttpProblem(413, `the artifact is larger than ${limit} bytes; store it elsewhere`);
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge();
  let size = 0;
  const content = createHash("sha256");
  const counter = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      size += chunk.length;
      if (size > limit) return done(tooLarge());
      content.update(chunk);
      done(null, chunk);
    },
  });
  try {
    // The body's type is that of the DOM, which Node's stream module does not name.
    const source = request.body === null ? Readable.from([]) : Readable.fromWeb(request.body as never);
    await pipeline(source, counter, createWriteStream(temporary, { flags: "wx", flush: true }));
    const hash = content.digest("hex");
    if (size >= minSharedBytes) await shareFile(folder, temporary, hash);
    await mkdir(dirname(file), { recursive: true });
    await rename(temporary, file);
    // Renaming one name of a file to another name of it does nothing.
    await rm(temporary, { force: true });
    if (size >= minSharedBytes) rememberHash(folder, hash, file);
  } catch (thrown) {
    await rm(temporary, { force: true });
    if (!["ENOTDIR", "EISDIR", "EEXIST", "ENOTEMPTY"].includes(errorCode(thrown) ?? "")) throw thrown;
    const message = `artifacts: "${path}": a file and a folder would have the same name; choose another path`;
    throw new ArgumentError(message, { cause: thrown });
  }
}

/** The response with the bytes of an artifact; pages cannot run scripts of it. */
export function sendArtifact({ file, path }: ArtifactLocation): Response {
  const stats = exists(file);
  const { size } = checkIsThere(stats?.isFile() === true ? stats : undefined, path);
  const body = Readable.toWeb(createReadStream(file)) as ReadableStream;
  return new Response(body, { headers: artifactHeaders(path, size) });
}

/** What was found of an artifact. Throws RESOURCE_DOES_NOT_EXIST for nothing. */
export function checkIsThere<Found>(found: Found | undefined, path: string): Found {
  if (found !== undefined) return found;
  throw new MlflowError("RESOURCE_DOES_NOT_EXIST", `No such artifact: '${path}'`);
}

/** Headers of an artifact that is downloaded: pages cannot run scripts of it. */
export function artifactHeaders(path: string, size: number): Readonly<Record<string, string>> {
  const name = path.split("/").at(-1) ?? "artifact";
  return {
    "content-type": "application/octet-stream",
    "content-length": String(size),
    "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    "content-security-policy": "sandbox; default-src 'none'",
    "cache-control": "no-store",
  };
}

/** Removes an artifact, or a folder of them. */
export async function removeArtifact({ file, path }: ArtifactLocation): Promise<void> {
  if (path === "") throw new ArgumentError("artifacts: the path is the folder of all artifacts; add a name");
  if (exists(file) === undefined) throw new MlflowError("RESOURCE_DOES_NOT_EXIST", `No such artifact: '${path}'`);
  await rm(file, { recursive: true });
}

function exists(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (thrown) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(thrown) ?? "")) return undefined;
    throw thrown;
  }
}

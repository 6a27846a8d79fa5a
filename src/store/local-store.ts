import { open, readFile, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { FailedError } from "../core/errors.js";
import { errorCode, fileSystemError } from "../files/file-system-error.js";
import { withProcessLock } from "../files/process-lock.js";
import { temporaryPrefix } from "../files/temporary-prefix.js";
import { checkKey, checkPrefix } from "./check-key.js";
import { checkInside } from "./local/check-inside.js";
import { fileVersions } from "./local/file-versions.js";
import { listFolder } from "./local/list-folder.js";
import { missingFileError } from "./local/missing-file-error.js";
import { type FileContent, type WriteTarget, writeLocalFile } from "./local/write-local-file.js";
import type { ChunkRange, Store, StoredObject } from "./store.js";

/**
 * A store in a folder, which is created by the first write. A key is a path below it. Writes are atomic: a temporary
 * file is flushed to disk and renamed, so a reader sees the old bytes or the new ones and a failed write leaves
 * nothing. A symbolic link that leads out of the folder is refused. The version of an object is the SHA-256 of its
 * bytes. Swaps of one key wait for each other; a plain `write` does not, so use one or the other for a key. `caller` is
 * the function that errors name.
 *
 * @example await localStore("data").write("raw/sales.csv", bytes);
 */
export function localStore(
  folder: string,
  { caller = "localStore" }: { readonly caller?: string | undefined } = {},
): Store {
  const target: LocalTarget = { root: resolve(folder), caller, cleaned: new Set(), versions: fileVersions() };
  const toPath = (key: string): string => join(target.root, ...checkKey(key, target.root, caller).split("/"));
  const write = async (key: string, content: FileContent): Promise<StoredObject> =>
    writeObject(target, key, toPath(key), content);
  return {
    name: target.root,
    read: async (key) => readBytes(target, toPath(key)),
    readChunks: (key, range) => readFileChunks(target, () => toPath(key), range),
    write,
    writeChunks: write,
    writeFile: write,
    swap: async (key, bytes, version) => swapObject(target, key, toPath(key), bytes, version),
    create: async (key, bytes) => createObject(target, toPath(key), bytes),
    stat: async (key) => statObject(target, key, toPath(key)),
    list: (prefix, options = {}) =>
      listFolder(target.root, checkPrefix(prefix, target.root, caller), { ...options, caller }),
    remove: async (key) => removeObject(target, toPath(key)),
  };
}

interface LocalTarget extends WriteTarget {
  readonly versions: ReturnType<typeof fileVersions>;
}

async function readBytes({ root, caller }: LocalTarget, path: string): Promise<Uint8Array> {
  try {
    await checkInside(root, path, caller);
    return await readFile(path);
  } catch (cause) {
    throw await readError(cause, path, caller);
  }
}

async function* readFileChunks(
  { root, caller, versions }: LocalTarget,
  toPath: () => string,
  { start = 0, end, version }: ChunkRange = {},
): AsyncGenerator<Uint8Array> {
  const path = toPath();
  try {
    await checkInside(root, path, caller);
    const file = await open(path);
    try {
      const found = await file.stat({ bigint: true });
      if (version !== undefined && (await versions(path, found)) !== version) {
        throw new FailedError(`${caller}: ${path} has changed meanwhile; read it again`);
      }
      const last = Math.min(end ?? Number.POSITIVE_INFINITY, Number(found.size)) - 1;
      if (found.isFile() && last < start) return;
      yield* file.createReadStream({ start, end: last, highWaterMark: 1 << 20, autoClose: false });
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw await readError(cause, path, caller);
  }
}

async function readError(cause: unknown, path: string, caller: string): Promise<unknown> {
  if (errorCode(cause) === "ENOENT") return await missingFileError(path, caller, cause);
  return fileSystemError(cause, { caller, verb: "read", path });
}

async function statObject(
  { root, caller, versions }: LocalTarget,
  key: string,
  path: string,
): Promise<StoredObject | undefined> {
  try {
    const found = await stat(path, { bigint: true });
    if (!found.isFile()) return undefined;
    await checkInside(root, path, caller);
    return { key, size: Number(found.size), version: await versions(path, found) };
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw fileSystemError(cause, { caller, verb: "read", path });
  }
}

async function writeObject(
  target: LocalTarget,
  key: string,
  path: string,
  content: FileContent,
): Promise<StoredObject> {
  try {
    await writeLocalFile(target, path, content, { exclusive: false });
  } catch (cause) {
    throw fileSystemError(cause, { caller: target.caller, verb: "write", path });
  }
  const { size, version } = (await statObject(target, key, path)) ?? { size: 0, version: "" };
  return { key, size: content instanceof Uint8Array ? content.length : size, version };
}

async function createObject(target: LocalTarget, path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await writeLocalFile(target, path, bytes, { exclusive: true });
    return true;
  } catch (cause) {
    if (errorCode(cause) === "EEXIST" && (cause as NodeJS.ErrnoException).syscall === "link") return false;
    throw fileSystemError(cause, { caller: target.caller, verb: "write", path });
  }
}

async function swapObject(
  target: LocalTarget,
  key: string,
  path: string,
  bytes: Uint8Array,
  version: string,
): Promise<StoredObject | undefined> {
  const { caller } = target;
  if ((await statObject(target, key, path))?.version !== version) return undefined;
  try {
    return await withProcessLock(join(dirname(path), `${temporaryPrefix}swap-${basename(path)}`), async () =>
      (await statObject(target, key, path))?.version === version
        ? await writeObject(target, key, path, bytes)
        : undefined,
    );
  } catch (cause) {
    throw fileSystemError(cause, { caller, verb: "write", path });
  }
}

async function removeObject({ root, caller }: LocalTarget, path: string): Promise<void> {
  try {
    await checkInside(root, dirname(path), caller);
    await rm(path);
  } catch (cause) {
    if (!isMissing(cause)) throw fileSystemError(cause, { caller, verb: "remove", path });
  }
}

function isMissing(cause: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "ERR_FS_EISDIR", "EISDIR"].includes(errorCode(cause) ?? "");
}

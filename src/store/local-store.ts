import { randomUUID } from "node:crypto";
import { link, mkdir, open, readdir, readFile, realpath, rename, rm, rmdir, stat, unlink } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { didYouMean } from "../core/did-you-mean.js";
import { AccessError, FailedError, NotFoundError } from "../core/errors.js";
import { fileSystemError } from "../files/file-system-error.js";
import { withSwapLock } from "../files/swap-lock.js";
import { temporaryPrefix } from "../files/temporary-prefix.js";
import { checkKey, checkPrefix } from "./check-key.js";
import { fileVersions } from "./file-versions.js";
import { listFolder } from "./list-folder.js";
import { sweepUnfinished } from "./s3/sweep-unfinished.js";
import type { ChunkRange, Store, StoredObject } from "./store.js";

/**
 * A store in a folder, made when something is first written. A key is a path below it. Writes go to a temporary neighbour that is
 * flushed to disk and then renamed, so a reader sees the old bytes or the new ones, and a failed write leaves nothing. A link
 * that leads out of the folder is refused. The version of an object is the SHA-256 of its bytes. Swaps of one key wait for each other;
 * a plain `write` waits for nobody, so do not mix the two on one key.
 */
export function localStore(folder: string): Store {
  const root = resolve(folder);
  const versions = fileVersions();
  const swept = new Set<string>();
  const pathOf = (key: string): string => join(root, ...checkKey(key, root).split("/"));

  const storedAt = async (key: string, path: string): Promise<StoredObject | undefined> => {
    try {
      const found = await stat(path, { bigint: true });
      if (!found.isFile()) return undefined;
      await refuseEscape(root, path);
      return { key, size: Number(found.size), version: await versions(path, found) };
    } catch (cause) {
      if (isAbsent(cause)) return undefined;
      throw sentence(cause, "read", path);
    }
  };

  const write = async (key: string, bytes: Content): Promise<StoredObject> => {
    const path = pathOf(key);
    await viaTemporary({ root, swept }, path, bytes, (temporary) => rename(temporary, path)).catch((cause: unknown) => {
      throw isFileSystemError(cause) ? sentence(cause, "write", path) : cause;
    });
    const { size, version } = (await storedAt(key, path)) ?? { size: 0, version: "" };
    return { key, size: bytes instanceof Uint8Array ? bytes.length : size, version };
  };

  async function* readChunks(key: string, { start = 0, end, version }: ChunkRange = {}): AsyncGenerator<Uint8Array> {
    const path = pathOf(key);
    try {
      await refuseEscape(root, path);
      const file = await open(path);
      try {
        const found = await file.stat({ bigint: true });
        if (version !== undefined && (await versions(path, found)) !== version) throw changed(path);
        const last = Math.min(end ?? Number.POSITIVE_INFINITY, Number(found.size)) - 1;
        if (found.isFile() && last < start) return;
        yield* file.createReadStream({ start, end: last, highWaterMark: 1 << 20, autoClose: false });
      } finally {
        await file.close();
      }
    } catch (cause) {
      if (errorCode(cause) === "ENOENT") throw await notFound(path, cause);
      throw cause instanceof FailedError ? cause : sentence(cause, "read", path);
    }
  }

  return {
    name: root,
    read: async (key) => {
      const path = pathOf(key);
      try {
        await refuseEscape(root, path);
        return await readFile(path);
      } catch (cause) {
        if (errorCode(cause) === "ENOENT") throw await notFound(path, cause);
        throw sentence(cause, "read", path);
      }
    },
    readChunks,
    write,
    writeChunks: write,
    writeFile: write,
    swap: async (key, bytes, version) => {
      const path = pathOf(key);
      if ((await storedAt(key, path))?.version !== version) return undefined;
      try {
        return await withSwapLock(path, async () =>
          (await storedAt(key, path))?.version === version ? await write(key, bytes) : undefined,
        );
      } catch (cause) {
        throw isFileSystemError(cause) ? sentence(cause, "write", path) : cause;
      }
    },
    create: async (key, bytes) => {
      const path = pathOf(key);
      try {
        await viaTemporary({ root, swept }, path, bytes, async (temporary) => {
          await link(temporary, path);
          await unlink(temporary);
        });
        return true;
      } catch (cause) {
        if (errorCode(cause) === "EEXIST" && (cause as NodeJS.ErrnoException).syscall === "link") return false;
        throw sentence(cause, "write", path);
      }
    },
    stat: async (key) => storedAt(key, pathOf(key)),
    list: (prefix) => listFolder(root, checkPrefix(prefix, root), storedAt),
    remove: async (key) => {
      const path = pathOf(key);
      try {
        await refuseEscape(root, dirname(path));
        await rm(path);
      } catch (cause) {
        if (!isAbsent(cause)) throw sentence(cause, "remove", path);
      }
    },
  };
}

/** Bytes, or what writes them into a file. */
type Content = Uint8Array | AsyncIterable<Uint8Array> | ((path: string) => Promise<void>);

/**
 * Writes and flushes a temporary neighbour, then lets `publish` put it in place; on any failure the neighbour is removed. The first write
 * to a folder takes away what killed writers left there.
 */
async function viaTemporary(
  { root, swept }: { readonly root: string; readonly swept: Set<string> },
  path: string,
  bytes: Content,
  publish: (temporary: string) => Promise<void>,
): Promise<void> {
  const folder = dirname(path);
  const firstMade = await mkdir(folder, { recursive: true });
  const temporary = join(folder, `${temporaryPrefix}${process.pid}-${randomUUID()}`);
  try {
    await refuseEscape(root, folder);
    const file = await open(temporary, "wx");
    try {
      if (!swept.has(folder)) await sweepUnfinished(folder, (await file.stat()).mtimeMs);
      swept.add(folder);
      if (typeof bytes === "function") await bytes(temporary);
      else if (bytes instanceof Uint8Array) await file.writeFile(bytes);
      else for await (const chunk of bytes) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await publish(temporary);
  } catch (cause) {
    await rm(temporary, { force: true });
    if (firstMade !== undefined) await removeEmptyFolders(folder, firstMade);
    throw cause;
  }
}

/** Takes back the folders a failed write has made, as far as nobody else uses them by now. */
async function removeEmptyFolders(from: string, last: string): Promise<void> {
  for (let folder = from; folder.length >= last.length; folder = dirname(folder)) {
    try {
      await rmdir(folder);
    } catch {
      return;
    }
  }
}

/** A link may lead to another place below the root, never out of it. */
async function refuseEscape(root: string, path: string): Promise<void> {
  const realRoot = await realpath(root);
  const real = await realpath(path);
  if (real === realRoot || real.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep)) return;
  throw new AccessError(
    `store: ${path} is a link to ${real}, outside ${root}; open the store at the folder it links to`,
  );
}

async function notFound(path: string, cause: unknown): Promise<NotFoundError> {
  const neighbours = (await readdir(dirname(path)).catch(() => [])).filter((name) => !name.startsWith(temporaryPrefix));
  const hint = didYouMean(basename(path), neighbours);
  if (hint !== "") return new NotFoundError(`store: no file ${path}${hint}`, { cause });
  if (neighbours.length > 0) {
    const shown = neighbours.sort().slice(0, 8).join(", ");
    return new NotFoundError(`store: no file ${path}; its folder has ${shown}${neighbours.length > 8 ? ", ..." : ""}`, {
      cause,
    });
  }
  return new NotFoundError(`store: no file ${path}; its folder is empty or not there either`, { cause });
}

function changed(path: string): FailedError {
  return new FailedError(`store: ${path} has changed since it was looked at; read it again`);
}

/** What the source of the bytes throws is its own affair. */
function isFileSystemError(cause: unknown): boolean {
  return cause instanceof Error && "syscall" in cause;
}

function isAbsent(cause: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "ERR_FS_EISDIR", "EISDIR"].includes(errorCode(cause) ?? "");
}

function errorCode(cause: unknown): string | undefined {
  return (cause as NodeJS.ErrnoException | undefined)?.code;
}

function sentence(cause: unknown, verb: "read" | "write" | "remove", path: string): Error {
  return cause instanceof AccessError ? cause : fileSystemError(cause, { verb, path });
}

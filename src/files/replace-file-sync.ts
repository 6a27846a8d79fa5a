import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { errorCode } from "./file-system-error.js";

export interface ReplaceFileSyncOptions {
  /** Path of the temporary file, on the file system of the target. */
  readonly temporary: string;
  /** Whether the bytes are flushed to the disk before the file appears. @default false */
  readonly flush?: boolean | undefined;
}

/**
 * Writes a file atomically and synchronously: a temporary file is written, then renamed to `path`. Missing folders are
 * created; on failure nothing is left behind.
 */
export function replaceFileSync(path: string, content: string | Uint8Array, options: ReplaceFileSyncOptions): void {
  withTemporary(content, options, () => withFolder(path, () => renameSync(options.temporary, path)));
}

/** Creates a file atomically and synchronously; false when it exists already. */
export function createFileSync(path: string, content: string, options: ReplaceFileSyncOptions): boolean {
  let created = true;
  withTemporary(content, options, () => {
    try {
      withFolder(path, () => linkSync(options.temporary, path));
    } catch (thrown) {
      if (errorCode(thrown) === "EEXIST") created = false;
      else if (hasNoLinks(thrown)) created = createDirectly(path, content);
      else throw thrown;
    }
    unlinkSync(options.temporary);
  });
  return created;
}

/** Runs `write`; when the folder of `path` is missing, creates it and runs `write` again: most writes need no check. */
export function withFolder<Result>(path: string, write: () => Result): Result {
  try {
    return write();
  } catch (thrown) {
    if (errorCode(thrown) !== "ENOENT") throw thrown;
    mkdirSync(dirname(path), { recursive: true });
    return write();
  }
}

function withTemporary(
  content: string | Uint8Array,
  { temporary, flush = false }: ReplaceFileSyncOptions,
  publish: () => void,
): void {
  try {
    const file = withFolder(temporary, () => openSync(temporary, "w"));
    try {
      const bytes = typeof content === "string" ? Buffer.from(content) : content;
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
      if (flush) fsyncSync(file);
    } finally {
      closeSync(file);
    }
    publish();
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw thrown;
  }
}

/** File systems without hard links. */
function hasNoLinks(thrown: unknown): boolean {
  return ["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP"].includes(errorCode(thrown) ?? "");
}

function createDirectly(path: string, content: string): boolean {
  try {
    const file = openSync(path, "wx");
    try {
      writeSync(file, content);
    } finally {
      closeSync(file);
    }
    return true;
  } catch (thrown) {
    if (errorCode(thrown) === "EEXIST") return false;
    throw thrown;
  }
}

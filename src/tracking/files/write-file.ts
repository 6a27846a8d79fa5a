import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { errorCode } from "./file-system-error.js";

/** Puts a file in place at once or not at all: `temporary` is written beside it, on the same file system, then renamed. */
export function replaceFile(
  path: string,
  content: string | Uint8Array,
  { temporary, sync = false }: { readonly temporary: string; readonly sync?: boolean },
): void {
  withTemporary(temporary, content, sync, () => withFolder(path, () => renameSync(temporary, path)));
}

/** Puts a folder of one file in place at once or not at all; in a folder that is there already the file is replaced. */
export function placeFolder(
  path: string,
  name: string,
  content: string,
  { temporary }: { readonly temporary: string },
): void {
  try {
    mkdirSync(temporary);
    writeFileSync(join(temporary, name), content);
    withFolder(path, () => renameSync(temporary, path));
  } catch (thrown) {
    rmSync(temporary, { recursive: true, force: true });
    if (!["ENOTEMPTY", "EEXIST", "EPERM"].includes(errorCode(thrown) ?? "")) throw thrown;
    replaceFile(join(path, name), content, { temporary });
  }
}

/** Puts a file in place only when there is none; false when there was one. */
export function createFile(path: string, content: string, { temporary }: { readonly temporary: string }): boolean {
  let created = true;
  withTemporary(temporary, content, false, () => {
    try {
      withFolder(path, () => linkSync(temporary, path));
    } catch (thrown) {
      if (errorCode(thrown) === "EEXIST") created = false;
      else if (hasNoLinks(thrown)) created = createPlainly(path, content);
      else throw thrown;
    }
    unlinkSync(temporary);
  });
  return created;
}

/** Adds to the end of an existing file in one write; false when there is no such file. A write cut short is taken back. */
export function appendToFile(path: string, text: string): boolean {
  let file: number;
  try {
    file = openSync(path, constants.O_RDWR | constants.O_APPEND);
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT") return false;
    throw thrown;
  }
  try {
    appendOrTakeBack(file, Buffer.from(text));
  } finally {
    closeSync(file);
  }
  return true;
}

function appendOrTakeBack(file: number, bytes: Buffer): void {
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(file, bytes, written);
  } catch (thrown) {
    if (written > 0) takeBack(file, bytes.subarray(0, written));
    throw thrown;
  }
}

/** Cuts the half-written line off, unless another process has written after it. */
function takeBack(file: number, partial: Buffer): void {
  const { size } = fstatSync(file);
  const tail = Buffer.alloc(partial.length);
  readSync(file, tail, 0, tail.length, size - partial.length);
  if (tail.equals(partial)) ftruncateSync(file, size - partial.length);
}

function withTemporary(temporary: string, content: string | Uint8Array, sync: boolean, place: () => void): void {
  try {
    const file = withFolder(temporary, () => openSync(temporary, "w"));
    try {
      const bytes = typeof content === "string" ? Buffer.from(content) : content;
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
      if (sync) fsyncSync(file);
    } finally {
      closeSync(file);
    }
    place();
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw thrown;
  }
}

/** Tries first, and makes the folder only when it is missing: most writes need no look at the folder. */
function withFolder<Result>(path: string, write: () => Result): Result {
  try {
    return write();
  } catch (thrown) {
    if (errorCode(thrown) !== "ENOENT") throw thrown;
    mkdirSync(dirname(path), { recursive: true });
    return write();
  }
}

function hasNoLinks(thrown: unknown): boolean {
  return ["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP"].includes(errorCode(thrown) ?? "");
}

function createPlainly(path: string, content: string): boolean {
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

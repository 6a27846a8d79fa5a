import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { errorCode } from "../../files/file-system-error.js";

/**
 * Appends to an existing file in one write; false when it does not exist. A symbolic link is an error, a partial write
 * is undone.
 */
export function appendToFile(path: string, text: string): boolean {
  let file: number;
  try {
    file = openSync(path, constants.O_RDWR | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0));
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT") return false;
    throw thrown;
  }
  try {
    appendOrUndo(file, Buffer.from(text));
  } finally {
    closeSync(file);
  }
  return true;
}

function appendOrUndo(file: number, bytes: Buffer): void {
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(file, bytes, written);
  } catch (thrown) {
    if (written > 0) undo(file, bytes.subarray(0, written));
    throw thrown;
  }
}

/** Cuts the partial line off, unless another process has written after it. */
function undo(file: number, partial: Buffer): void {
  const { size } = fstatSync(file);
  const tail = Buffer.alloc(partial.length);
  readSync(file, tail, 0, tail.length, size - partial.length);
  if (tail.equals(partial)) ftruncateSync(file, size - partial.length);
}

import { randomUUID } from "node:crypto";
import { type FileHandle, link, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { temporaryPrefix } from "./temporary-prefix.js";

export interface ReplaceFileOptions {
  /**
   * Whether the bytes are flushed to the disk before the file appears; false for what can be fetched again.
   *
   * @default true
   */
  readonly flush?: boolean | undefined;
  /** Only create: fails with EEXIST where a file exists. @default false */
  readonly exclusive?: boolean | undefined;
}

/**
 * Writes a file atomically: `write` fills a temporary file in the same folder, which is then renamed to `path`, so that
 * a reader sees the old bytes or the new ones. When `write` or the file system fails, nothing is left behind. The
 * folder must exist.
 */
export async function replaceFile<Result>(
  path: string,
  write: (file: FileHandle, temporary: string) => Promise<Result>,
  { flush = true, exclusive = false }: ReplaceFileOptions = {},
): Promise<Result> {
  const temporary = join(dirname(path), `${temporaryPrefix}${process.pid}-${randomUUID()}`);
  try {
    const file = await open(temporary, "wx+");
    let result: Result;
    try {
      result = await write(file, temporary);
      if (flush) await file.sync();
    } finally {
      await file.close();
    }
    if (exclusive) await link(temporary, path);
    else await rename(temporary, path);
    return result;
  } finally {
    await rm(temporary, { force: true });
  }
}

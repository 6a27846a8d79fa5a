import { access, constants, mkdir, realpath, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileSystemError } from "./file-system-error.js";
import { replaceFile } from "./replace-file.js";

export interface WriteFileOptions {
  /** Public function or command that the user called. */
  readonly caller: string;
  /** What the user can do when the file cannot be written. @default "choose another file with --output" */
  readonly fix?: string | undefined;
  /** Whether the bytes are flushed to the disk before the file appears. @default true */
  readonly flush?: boolean | undefined;
}

/**
 * Writes a string or bytes to a file atomically (see `replaceFile`). Missing folders are created, a symbolic link stays
 * a link, a file retains its permissions and a read-only file is not replaced. A device or pipe, such as `/dev/null`,
 * is written to directly.
 */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  { caller, fix = "choose another file with --output", flush }: WriteFileOptions,
): Promise<void> {
  try {
    const target = await realpath(path).catch(() => path);
    const present = await stat(target).catch(() => undefined);
    if (present !== undefined) await access(target, constants.W_OK);
    if (present !== undefined && !present.isFile() && !present.isDirectory()) return await writeFile(target, content);
    await mkdir(dirname(target), { recursive: true });
    await replaceFile(
      target,
      async (file) => {
        if (present?.isFile()) await file.chmod(present.mode);
        await file.writeFile(content);
      },
      { flush },
    );
  } catch (cause) {
    throw fileSystemError(cause, { caller, verb: "write", path, fix });
  }
}

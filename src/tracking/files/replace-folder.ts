import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "../../files/file-system-error.js";
import { replaceFileSync, withFolder } from "../../files/replace-file-sync.js";

/** Writes a folder with one file atomically; in a folder that exists already the file is replaced. */
export function replaceFolder(
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
    replaceFileSync(join(path, name), content, { temporary });
  }
}

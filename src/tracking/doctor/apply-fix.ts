import { cpSync, lstatSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileSystemError } from "../../files/file-system-error.js";
import { replaceFileSync } from "../../files/replace-file-sync.js";
import type { TrackerFolder } from "../files/tracker-folder.js";
import { type Fix, quietMs } from "./finding.js";

/**
 * Applies a fix, after copying the file or folder to `backup` under the same relative path. False for a file that was
 * written within the last minute, because its writer would lose lines.
 */
export function applyFix(folder: TrackerFolder, fix: Fix, { backup }: { readonly backup: string }): boolean {
  try {
    const found = lstatSync(fix.path, { throwIfNoEntry: false });
    if (found?.isFile() && folder.now() - found.mtimeMs < quietMs) return false;
    if (found !== undefined) cpSync(fix.path, join(backup, relative(folder.root, fix.path)), { recursive: true });
    switch (fix.kind) {
      case "write":
        replaceFileSync(fix.path, fix.text, { temporary: join(folder.root, `.${folder.newId()}.tmp`), flush: true });
        return true;
      case "remove":
        rmSync(fix.path, { recursive: true, force: true });
        return true;
      case "rename":
        mkdirSync(dirname(fix.to), { recursive: true });
        renameSync(fix.path, fix.to);
        return true;
      case "create":
        mkdirSync(fix.path, { recursive: true });
        return true;
    }
  } catch (thrown) {
    throw fileSystemError(thrown, { caller: "runs doctor", verb: "write", path: fix.path });
  }
}

import { cpSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileSystemError } from "../../files/file-system-error.js";
import { replaceFileSync } from "../../files/replace-file-sync.js";
import type { TrackerFolder } from "../files/tracker-folder.js";
import { type Fix, settledMs } from "./finding.js";

/**
 * Puts one thing right; a copy of what was there goes to the folder `aside` first, under the same path. False for a file that was
 * written to within the last minute: whoever writes it would lose lines.
 */
export function applyFix(folder: TrackerFolder, fix: Fix, { aside }: { readonly aside: string }): boolean {
  try {
    const found = statSync(fix.path, { throwIfNoEntry: false });
    if (found?.isFile() && folder.now() - found.mtimeMs < settledMs) return false;
    if (found !== undefined) cpSync(fix.path, join(aside, relative(folder.root, fix.path)), { recursive: true });
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
      case "make":
        mkdirSync(fix.path, { recursive: true });
        return true;
    }
  } catch (thrown) {
    throw fileSystemError(thrown, { caller: "runs doctor", verb: "write", path: fix.path });
  }
}

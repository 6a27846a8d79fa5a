import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "../../files/file-system-error.js";
import type { ArtifactFile } from "../tracker.js";

/** Every file of a folder in alphabetical order. Links are left out: they may lead anywhere. */
export function listFiles(path: string, prefix = ""): ArtifactFile[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT") return [];
    throw thrown;
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.isDirectory()) return listFiles(join(path, entry.name), `${prefix}${entry.name}/`);
      if (!entry.isFile()) return [];
      return [{ path: prefix + entry.name, size: statSync(join(path, entry.name)).size }];
    });
}

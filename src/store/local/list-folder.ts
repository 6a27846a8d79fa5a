import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileSystemError } from "../../files/file-system-error.js";
import { temporaryPrefix } from "../../files/temporary-prefix.js";
import { compareCodePoints } from "../compare-code-points.js";
import type { ListedObject, ListOptions } from "../store.js";

/**
 * The files below `root` whose key starts with the prefix, in code-point order of the key. Symbolic links to folders
 * are not followed, unfinished writes are not listed, and a file that is removed meanwhile is left out.
 */
export async function* listFolder(
  root: string,
  prefix: string,
  { caller, enter = () => true }: ListOptions & { readonly caller: string },
): AsyncGenerator<ListedObject> {
  const visit = async function* (folderKey: string): AsyncGenerator<ListedObject> {
    const entries = await readEntries(join(root, ...folderKey.split("/")), caller);
    const sorted = entries
      .filter((entry) => !entry.name.startsWith(temporaryPrefix))
      .map((entry) => ({ entry, key: `${folderKey}${entry.name}${entry.isDirectory() ? "/" : ""}` }))
      .filter(({ key }) => key.startsWith(prefix) || (key.endsWith("/") && prefix.startsWith(key)))
      .sort((a, b) => compareCodePoints(a.key, b.key));
    for (const { entry, key } of sorted) {
      if (entry.isDirectory()) {
        if (enter(key)) yield* visit(key);
      } else if (entry.isFile() || entry.isSymbolicLink()) {
        const found = await stat(join(root, ...key.split("/"))).catch(() => undefined);
        if (found?.isFile()) yield { key, size: found.size };
      }
    }
  };
  yield* visit(prefix.slice(0, prefix.lastIndexOf("/") + 1));
}

async function readEntries(path: string, caller: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw fileSystemError(cause, { caller, verb: "list", path });
  }
}

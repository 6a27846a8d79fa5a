import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileSystemError } from "../files/file-system-error.js";
import { temporaryPrefix } from "../files/temporary-prefix.js";
import { compareCodePoints } from "./compare-code-points.js";
import type { StoredObject } from "./store.js";

/**
 * The files below a folder whose key begins with the prefix, in code-point order of the whole key. Linked folders are not
 * entered, unfinished writes not shown; a file that goes away meanwhile is left out.
 */
export async function* listFolder(
  root: string,
  prefix: string,
  storedAt: (key: string, path: string) => Promise<StoredObject | undefined>,
  folderKey: string = prefix.slice(0, prefix.lastIndexOf("/") + 1),
): AsyncGenerator<StoredObject> {
  const entries = await entriesOf(join(root, ...folderKey.split("/")));
  const sorted = entries
    .filter((entry) => !entry.name.startsWith(temporaryPrefix))
    .map((entry) => ({ entry, key: `${folderKey}${entry.name}${entry.isDirectory() ? "/" : ""}` }))
    .filter(({ key }) => key.startsWith(prefix) || (key.endsWith("/") && prefix.startsWith(key)))
    .sort((a, b) => compareCodePoints(a.key, b.key));
  for (const { entry, key } of sorted) {
    if (entry.isDirectory()) {
      yield* listFolder(root, prefix, storedAt, key);
    } else if (entry.isFile() || entry.isSymbolicLink()) {
      const stored = await storedAt(key, join(root, ...key.split("/")));
      if (stored !== undefined) yield stored;
    }
  }
}

async function entriesOf(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw fileSystemError(cause, { verb: "list", path });
  }
}

import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { temporaryPrefix } from "../../files/temporary-prefix.js";

const dayMs = 86_400_000;

/**
 * Removes unfinished writes from a folder that have not changed for a day: their writers were killed. Locks stay;
 * whoever waits for one removes it.
 */
export async function removeAbandonedWrites(folder: string, nowMs: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(temporaryPrefix) || name.startsWith(`${temporaryPrefix}swap-`)) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() && nowMs - found.mtimeMs > dayMs) await rm(path, { force: true }).catch(() => undefined);
  }
}

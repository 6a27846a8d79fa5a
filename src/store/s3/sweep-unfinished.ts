import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { temporaryPrefix } from "../../files/temporary-prefix.js";

const dayMs = 86_400_000;

/**
 * Removes from a folder what writers that were killed have left there: unfinished writes that nobody has touched for a day. Locks stay, as
 * they are broken where they are in the way.
 */
export async function sweepUnfinished(folder: string, nowMs: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(temporaryPrefix) || name.startsWith(`${temporaryPrefix}swap-`)) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() && nowMs - found.mtimeMs > dayMs) await rm(path, { force: true }).catch(() => undefined);
  }
}

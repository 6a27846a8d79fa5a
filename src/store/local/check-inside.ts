import { realpath } from "node:fs/promises";
import { dirname, sep } from "node:path";
import { AccessError } from "../../core/errors.js";

/**
 * Throws when `path` leads out of `root` through a symbolic link; links to other paths below the root are allowed. Of a
 * path that does not exist yet the nearest existing folder is checked.
 *
 * @throws AccessError naming the link's target.
 */
export async function checkInside(root: string, path: string, caller: string): Promise<void> {
  const [realRoot, real] = [await realNearest(root), await realNearest(path)];
  if (real === realRoot || real.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep)) return;
  throw new AccessError(
    `${caller}: ${path} is a symbolic link to ${real}, outside ${root}; open the store at the folder that it links to`,
  );
}

async function realNearest(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT" || dirname(path) === path) throw cause;
    return await realNearest(dirname(path));
  }
}

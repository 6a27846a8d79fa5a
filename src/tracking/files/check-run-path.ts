import { realpathSync } from "node:fs";
import { dirname, sep } from "node:path";
import { ArgumentError } from "../../core/errors.js";
import { errorCode } from "../../files/file-system-error.js";

/**
 * Throws when a path leads out of a folder through a symbolic link; `name` is the artifact path or key that the user
 * passed.
 */
export function checkRunPath(folder: string, path: string, name: string, caller: string): void {
  const home = realpathSync(folder);
  let nearest = path;
  for (;;) {
    try {
      nearest = realpathSync(nearest);
      break;
    } catch (thrown) {
      if (errorCode(thrown) !== "ENOENT") return;
      nearest = dirname(nearest);
    }
  }
  if (nearest === home || nearest.startsWith(home + sep)) return;
  throw new ArgumentError(`${caller}: "${name}" leads out of the run through a link to ${nearest}; remove the link`);
}

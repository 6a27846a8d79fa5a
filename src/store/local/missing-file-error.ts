import { readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { didYouMean } from "../../core/did-you-mean.js";
import { NotFoundError } from "../../core/errors.js";
import { temporaryPrefix } from "../../files/temporary-prefix.js";

/** The error for a file that does not exist, with the nearest name in its folder or the first names there. */
export async function missingFileError(path: string, caller: string, cause: unknown): Promise<NotFoundError> {
  const found = await readdir(dirname(path)).catch(() => undefined);
  const names = (found ?? []).filter((name) => !name.startsWith(temporaryPrefix)).sort();
  const hint = didYouMean(basename(path), names);
  const shown = `${names.slice(0, 8).join(", ")}${names.length > 8 ? ", ..." : ""}`;
  const others =
    found === undefined
      ? "; its folder does not exist"
      : names.length === 0
        ? "; its folder is empty"
        : `; its folder has ${shown}`;
  return new NotFoundError(`${caller}: no file ${path}${hint || others}`, { cause });
}

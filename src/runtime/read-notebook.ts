import { readFile } from "node:fs/promises";
import { AccessError, FormatError, NotFoundError } from "../core/errors.js";
import { type Notebook, parseNotebook } from "../notebook/notebook.js";

/** The notebook in a file. */
export async function readNotebook(path: string): Promise<Notebook> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new NotFoundError(`readNotebook: there is no file ${path} (looked in ${process.cwd()})`, { cause });
    }
    if (code === "EISDIR")
      throw new NotFoundError(`readNotebook: ${path} is a folder; name a notebook in it`, { cause });
    if (cause instanceof RangeError || code === "ERR_STRING_TOO_LONG") {
      throw new FormatError(
        `readNotebook: ${path} is too large to be read (about 500 MB at most); clear its outputs where it was made`,
        { cause },
      );
    }
    throw new AccessError(`readNotebook: cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
  return parseNotebook(text, path);
}

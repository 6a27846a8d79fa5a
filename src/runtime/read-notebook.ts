import { readFile } from "node:fs/promises";
import { AccessError, NotFoundError } from "../core/errors.js";
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
    throw new AccessError(`readNotebook: cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
  return parseNotebook(text, path);
}

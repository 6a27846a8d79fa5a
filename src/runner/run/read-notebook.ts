import { readFile, stat } from "node:fs/promises";
import { AccessError, FormatError, NotFoundError } from "../../core/errors.js";
import { type Notebook, parseNotebook } from "../../notebook/format/notebook.js";

/** What one text can hold. */
const mostBytes = 2 ** 29;

/** The notebook in a file. */
export async function readNotebook(path: string): Promise<Notebook> {
  return parseNotebook(await textOf(path), path);
}

async function textOf(path: string): Promise<string> {
  try {
    if ((await stat(path)).size < mostBytes) return await readFile(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new NotFoundError(`readNotebook: there is no file ${path} (looked in ${process.cwd()})`, { cause });
    }
    if (code === "EISDIR")
      throw new NotFoundError(`readNotebook: ${path} is a folder; name a notebook in it`, { cause });
    throw new AccessError(`readNotebook: cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
  throw new FormatError(
    `readNotebook: ${path} is too large to be read (about 500 MB at most); clear its outputs where it was made`,
  );
}

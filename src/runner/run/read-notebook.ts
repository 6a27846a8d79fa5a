import { readFile, stat } from "node:fs/promises";
import { text as readText } from "node:stream/consumers";
import { AccessError, FormatError, NotFoundError } from "../../core/errors.js";
import { openStore } from "../../io/stores/open-store.js";
import { type Notebook, parseNotebook } from "../../notebook/format/notebook.js";
import { isUri } from "./is-uri.js";

/** Maximum length of a string. */
const maxBytes = 2 ** 29;

/**
 * The notebook in a file, at `s3://bucket/key` or `http(s)://…`, or on standard input (`-`).
 *
 * @throws NotFoundError for a missing notebook, FormatError for a file that is not a notebook.
 * @example const { cells } = await readNotebook("notebooks/01-explore.ipynb");
 */
export async function readNotebook(path: string): Promise<Notebook> {
  if (path === "-") return parseNotebook(await readText(process.stdin), "standard input");
  if (!isUri(path)) return parseNotebook(await readFileText(path), path);
  const { store, key } = await openStore(path, { caller: "readNotebook" });
  if (key === "") throw new NotFoundError(`readNotebook: ${path} is a bucket or folder; name a notebook in it`);
  return parseNotebook(Buffer.from(await store.read(key)).toString("utf8"), path);
}

async function readFileText(path: string): Promise<string> {
  try {
    if ((await stat(path)).size < maxBytes) return await readFile(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new NotFoundError(`readNotebook: file ${path} does not exist in ${process.cwd()}; check the path`, {
        cause,
      });
    }
    if (code === "EISDIR")
      throw new NotFoundError(`readNotebook: ${path} is a folder; name a notebook in it`, { cause });
    throw new AccessError(
      `readNotebook: cannot read ${path}: ${(cause as Error).message}; check the path and its permissions`,
      { cause },
    );
  }
  throw new FormatError(`readNotebook: ${path} is larger than 500 MB; clear its outputs where it was made`);
}

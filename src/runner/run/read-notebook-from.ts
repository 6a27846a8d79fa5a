import { text as readText } from "node:stream/consumers";
import { NotFoundError } from "../../core/errors.js";
import { openStore } from "../../io/stores/open-store.js";
import { type Notebook, parseNotebook } from "../../notebook/format/notebook.js";
import { isUri } from "./is-uri.js";
import { readNotebook } from "./read-notebook.js";

/** The notebook in a file, at `s3://bucket/key` or `http(s)://…`, or on standard input (`-`). */
export async function readNotebookFrom(path: string): Promise<Notebook> {
  if (path === "-") return parseNotebook(await readText(process.stdin), "standard input");
  if (!isUri(path)) return readNotebook(path);
  const { store, key } = await openStore(path, { caller: "readNotebook" });
  if (key === "") throw new NotFoundError(`readNotebook: ${path} is a bucket or folder; name a notebook in it`);
  return parseNotebook(Buffer.from(await store.read(key)).toString("utf8"), path);
}

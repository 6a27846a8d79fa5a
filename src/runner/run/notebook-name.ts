import { basename, extname } from "node:path";
import { isUri } from "./is-uri.js";

/**
 * The name of a notebook without folder, extension and query; "stdin" for `-`.
 *
 * @example notebookName("https://a.org/b.ipynb?raw=1") // "b"
 */
export function notebookName(path: string): string {
  if (path === "-") return "stdin";
  const plain = isUri(path) ? path.replace(/[?#].*$/, "") : path;
  return basename(plain, extname(plain)).replace(/\.executed$/, "");
}

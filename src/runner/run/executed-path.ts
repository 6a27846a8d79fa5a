import { basename, dirname, extname, join } from "node:path";
import { isUri } from "./is-uri.js";

/**
 * The default path of the executed copy: next to the notebook; in the working folder for a notebook from the web; `-`
 * for `-`.
 *
 * @example executedPath("notebooks/a.ipynb") // "notebooks/a.executed.ipynb"
 */
export function executedPath(notebook: string): string {
  if (notebook === "-") return "-";
  const isWeb = /^https?:/i.test(notebook);
  const path = isWeb ? decodeURIComponent(new URL(notebook).pathname) : notebook;
  const extension = extname(path);
  const name = `${basename(path, extension).replace(/\.executed$/, "")}.executed${extension || ".ipynb"}`;
  if (isWeb) return name;
  return isUri(notebook) ? `${notebook.slice(0, notebook.lastIndexOf("/") + 1)}${name}` : join(dirname(notebook), name);
}

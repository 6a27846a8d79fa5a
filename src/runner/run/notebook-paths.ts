import { type Dirent, readdirSync, type Stats, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { NotFoundError } from "../../core/errors.js";
import { parseGlob } from "../../store/glob.js";
import { isUri } from "./is-uri.js";

/**
 * The notebooks of paths, folders and globs, without duplicates, in order. Folders are searched recursively, without
 * hidden folders and `node_modules`. Executed copies are skipped, unless a path or glob names them
 * (`*.executed.ipynb`). URIs stay as they are.
 *
 * @throws NotFoundError for an argument that matches no notebook.
 */
export async function notebookPaths(args: readonly string[], cwd: string, caller: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const arg of args) {
    const paths = await toPaths(arg, cwd);
    if (paths.length === 0) throw new NotFoundError(`${caller}: no notebook matches ${arg} in ${cwd}; check the path`);
    found.push(...paths);
  }
  return [...new Set(found)];
}

async function toPaths(arg: string, cwd: string): Promise<readonly string[]> {
  if (isUri(arg)) return [arg];
  const status = getStatus(resolve(cwd, arg));
  if (status?.isFile()) return [arg];
  if (status?.isDirectory()) {
    return below(arg === "." ? "" : arg, cwd).filter((path) => !path.endsWith(".executed.ipynb"));
  }
  const glob = await parseGlob(arg.replace(/^\.\//, ""));
  if (glob === undefined) return [];
  return below(glob.prefix, cwd)
    .filter((path) => glob.matches(path))
    .filter((path) => arg.includes(".executed") || !path.endsWith(".executed.ipynb"));
}

/** An unreadable path counts as missing. */
function getStatus(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function below(folder: string, cwd: string): readonly string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(resolve(cwd, folder), { withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = folder === "" ? entry.name : join(folder, entry.name);
      if (entry.isDirectory()) {
        return entry.name.startsWith(".") || entry.name === "node_modules" ? [] : below(path, cwd);
      }
      return entry.name.endsWith(".ipynb") ? [path] : [];
    });
}

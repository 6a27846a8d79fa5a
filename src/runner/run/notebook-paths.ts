import { type Dirent, readdirSync, type Stats, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { NotFoundError } from "../../core/errors.js";
import { globPrefix, matchGlob } from "../../store/match-glob.js";

/**
 * The notebooks that paths, folders and globs name, each once, in order. Folders are searched whole, without hidden folders,
 * `node_modules` and executed copies; a glob finds what it says. Refuses a word that names no notebook.
 */
export function notebookPaths(words: readonly string[], cwd: string): readonly string[] {
  const found = words.flatMap((word) => {
    const paths = pathsOf(word, cwd);
    if (paths.length === 0)
      throw new NotFoundError(`notebookPaths: no notebook is named by ${word} (looked in ${cwd})`);
    return paths;
  });
  return [...new Set(found)];
}

function pathsOf(word: string, cwd: string): readonly string[] {
  const status = statusOf(resolve(cwd, word));
  if (status?.isFile()) return [word];
  if (status?.isDirectory()) {
    return below(word === "." ? "" : word, cwd).filter((path) => !path.endsWith(".executed.ipynb"));
  }
  const prefix = globPrefix(word);
  if (prefix === undefined) return [];
  const pattern = word.replace(/^\.\//, "");
  return below(prefix, cwd).filter((path) => matchGlob(pattern, path.replace(/^\.\//, "")));
}

/** What cannot be looked at is not there. */
function statusOf(path: string): Stats | undefined {
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

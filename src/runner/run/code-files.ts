import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { isFile } from "../../files/is-file.js";
import { localImports } from "../../host/local-imports.js";
import { type ProjectSettings, projectSettings } from "../../host/project-settings.js";
import { parseNotebook } from "../../notebook/format/notebook.js";

const lockFiles = [
  "package-lock.json",
  "npm-shrinkwrap.json",
  "pnpm-lock.yaml",
  "yarn.lock",
  "bun.lock",
  "uv.lock",
  "poetry.lock",
];

/**
 * Hashes of the code that cells depend on: the nearest lock files upwards from `cwd`, and the local modules that cells
 * import, with their imports. Paths are relative to `cwd`. Packages are covered by the lock file, except links to a
 * checkout, which `npm link` and workspaces make: for those the version, and the sizes and times of the built files are
 * hashed.
 */
export function codeFiles(sources: readonly string[], cwd: string): { readonly [path: string]: string } {
  const found = new Map<string, string>();
  const take = (path: string): string => {
    const file = readFileSync(path, "utf8");
    const text = path.endsWith(".ipynb") ? notebookCode(file, path) : file;
    found.set(relative(cwd, path) || path, hash(text));
    return text;
  };
  for (const path of nearestLocks(cwd)) take(path);
  const waiting = sources.map((source) => ({ source, folder: cwd }));
  const seen = new Set<string>();
  const settings = projectSettings(cwd);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const name of importedPackages(next.source)) {
      const checkout = found.has(`package ${name}`) ? undefined : linkedPackage(name, next.folder);
      if (checkout !== undefined) found.set(`package ${name}`, hash(builtFiles(checkout)));
    }
    for (const path of importedPaths(next.source, next.folder, settings)) {
      if (seen.has(path)) continue;
      seen.add(path);
      waiting.push({ source: take(path), folder: dirname(path) });
    }
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The code of an imported notebook: outputs and prose do not matter. */
function notebookCode(text: string, path: string): string {
  const { cells } = parseNotebook(text, path);
  return cells.flatMap((cell) => (cell.cell_type === "code" ? [cell.source] : [])).join("\n");
}

/** SHA-256 as of `contentHash`, by Node: lock files are large. */
function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function nearestLocks(cwd: string): readonly string[] {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const present = lockFiles.map((name) => join(folder, name)).filter((path) => existsSync(path));
    if (present.length > 0 || dirname(folder) === folder) return present;
  }
}

function importedPackages(source: string): readonly string[] {
  const names = source.matchAll(
    /(?:\bfrom|\bimport|\brequire)\s*\(?\s*["']((?:@[\w.~-]+\/)?[\w~-][\w.~-]*)(?:\/[^"']*)?["']/g,
  );
  return [...new Set([...names].map(([, name = ""]) => name))];
}

/** The folder of a package that modules in `folder` find through a link, if it is one. */
function linkedPackage(name: string, folder: string): string | undefined {
  for (let parent = folder; ; parent = dirname(parent)) {
    const found = join(parent, "node_modules", name);
    if (existsSync(found)) {
      const real = realpathSync(found);
      return real.split(sep).includes("node_modules") ? undefined : real;
    }
    if (dirname(parent) === parent) return undefined;
  }
}

/** Version, and sizes and times of the files below `dist`, else of all files of the package. */
function builtFiles(checkout: string): string {
  const { version } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as {
    readonly version?: string | undefined;
  };
  const lines = [String(version)];
  const list = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name === "node_modules" || entry.name.startsWith(".")) continue;
      const path = join(folder, entry.name);
      const stat = entry.name.endsWith(".d.ts") ? undefined : statSync(path, { throwIfNoEntry: false });
      if (entry.isDirectory()) list(path);
      else if (stat?.isFile()) lines.push(`${relative(checkout, path)} ${stat.size} ${stat.mtimeMs}`);
    }
  };
  list(existsSync(join(checkout, "dist")) ? join(checkout, "dist") : checkout);
  return lines.sort().join("\n");
}

function importedPaths(source: string, folder: string, settings: ProjectSettings): readonly string[] {
  const python = [...source.matchAll(/^\s*(?:from|import)\s+\.?([A-Za-z_]\w*)/gm)];
  const paths = [
    ...localImports(source, folder, settings).map(({ paths: possible }) => possible.find(isFile)),
    ...python.map(([, name = ""]) => join(folder, `${name}.py`)).filter(isFile),
  ];
  return [...new Set(paths.filter((path) => path !== undefined))];
}

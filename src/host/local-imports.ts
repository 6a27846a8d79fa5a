import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { isFile } from "../files/is-file.js";
import { mappedPaths, type ProjectSettings } from "./project-settings.js";

const endings = ["", ".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json", ".d.ts", "/index.ts", "/index.js"];

/** A file of TypeScript, and where the code imports it, or a file that leads to it. */
export interface ImportedFile {
  readonly path: string;
  readonly offset: number;
}

/** The files of TypeScript that code imports, also through each other. */
export function importedFiles(code: string, folder: string, settings: ProjectSettings): readonly ImportedFile[] {
  const found = new Map<string, ImportedFile>();
  const visit = (source: string, from: string, offset: number | undefined): void => {
    for (const { paths, index } of localImports(source, from, settings)) {
      const path = paths.find(isFile);
      if (path === undefined || found.has(path) || !/(?<!\.d)\.[cm]?tsx?$/.test(path)) continue;
      const start = offset ?? index;
      found.set(path, { path, offset: start });
      visit(readFileSync(path, "utf8"), dirname(path), start);
    }
  };
  visit(code, folder, undefined);
  return [...found.values()];
}

/** The files that each import of code may mean, and where it is. */
export function localImports(
  code: string,
  folder: string,
  settings: ProjectSettings,
): readonly { readonly paths: readonly string[]; readonly index: number }[] {
  const specifiers = code.matchAll(/(?:\bfrom|\bimport|\brequire)\s*\(?\s*["']([^"'\n]+)["']/g);
  return [...specifiers].map(({ 0: whole, 1: specifier = "", index }) => {
    const isRelative = /^\.{1,2}\//.test(specifier);
    const stems = isRelative ? [resolve(folder, specifier)] : mappedPaths(specifier, settings);
    return { paths: stems.flatMap(withEndings), index: index + whole.lastIndexOf(specifier) - 1 };
  });
}

function withEndings(path: string): readonly string[] {
  const stem = path.replace(/\.[cm]?js$/, "");
  return [...new Set([...endings.map((ending) => path + ending), ...(stem === path ? [] : [`${stem}.ts`])])];
}

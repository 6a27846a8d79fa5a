import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const rootFolder: string = fileURLToPath(new URL("../..", import.meta.url));

/** One TypeScript file of src/, with the modules it imports (types included, dynamic imports too). */
export interface SourceFile {
  /** Path below src/, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly SourceImport[];
}

export interface SourceImport {
  /** The module specifier. */
  readonly specifier: string;
  /** Path below src/ for a relative import. */
  readonly target: string | undefined;
  /** True for `await import("x")`, which loads nothing until it runs. */
  readonly lazy: boolean;
  /** True for `import type` and `export type`, which leave no trace at run time. */
  readonly typeOnly: boolean;
}

/** Every TypeScript file of src/ that is shipped: tests and src/testing are left out. */
export function sourceFiles(): readonly SourceFile[] {
  const folder = join(rootFolder, "src");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.split(sep).join("/"))
    .filter((path) => /\.c?ts$/.test(path) && !path.endsWith(".test.ts") && !path.startsWith("testing/"))
    .sort()
    .map((path) => {
      const text = readFileSync(join(folder, path), "utf8");
      return { path, text, imports: parseImports(text, path) };
    });
}

function parseImports(text: string, path: string): SourceImport[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const found: SourceImport[] = [];
  const add = (specifier: string, lazy: boolean, typeOnly: boolean): void => {
    const target = specifier.startsWith(".")
      ? relative("/src", resolve("/src", dirname(path), specifier))
          .split(sep)
          .join("/")
          .replace(/\.(c?)js$/, ".$1ts")
      : undefined;
    found.push({ specifier, target, lazy, typeOnly });
  };
  for (const match of code.matchAll(/^\s*(import|export)\s+(type\s)?[^;"']*?from\s+"([^"]+)"/gm)) {
    add(match[3] ?? "", false, match[2] !== undefined);
  }
  for (const match of code.matchAll(/^\s*import\s+"([^"]+)"/gm)) add(match[1] ?? "", false, false);
  for (const match of code.matchAll(/\bimport\("([^"]+)"\)(\.\w)?/g)) {
    const typeOnly = /(typeof\s+|[:<|]\s*)$/.test(code.slice(0, match.index));
    add(match[1] ?? "", true, typeOnly);
  }
  return found;
}

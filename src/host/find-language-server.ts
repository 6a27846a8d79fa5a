import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** A TypeScript that can check and complete code as it is written. */
export interface LanguageServerProgram {
  readonly version: string;
  /** Path of an executable. */
  readonly program: string;
}

/** What to do where there is none. */
export const missingLanguageServer =
  'TypeScript 7 is not installed; run "npm install --save-dev typescript@7", or choose typecheck off';

/** The TypeScript (>= 7) of the project that contains `folder`, else of this package; undefined when there is none. */
export function findLanguageServer(folder: string): LanguageServerProgram | undefined {
  return getServer(createRequire(join(folder, "notebook.js"))) ?? getServer(createRequire(import.meta.url));
}

function getServer(require: NodeJS.Require): LanguageServerProgram | undefined {
  try {
    const manifest = require.resolve("typescript/package.json");
    const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string };
    if (Number.parseInt(version, 10) < 7) return undefined;
    const platform = `@typescript/typescript-${process.platform}-${process.arch}`;
    const folder = dirname(createRequire(manifest).resolve(`${platform}/package.json`));
    const program = join(folder, "lib", process.platform === "win32" ? "tsc.exe" : "tsc");
    return existsSync(program) ? { version, program } : undefined;
  } catch {
    return undefined;
  }
}

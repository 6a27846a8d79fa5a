import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ModuleNamespace } from "./package-imports.js";

const dist = new URL("../../", import.meta.url);
let files: Readonly<Record<string, readonly [file: string, name: string]>> | undefined;

/**
 * Names of this package from the files that have them, so that a cell that reads and shows a table does not wait for
 * models and trackers. Undefined for other packages, another copy of this one, and names that need the whole package.
 */
export async function importOwnNames(
  specifier: string,
  names: readonly string[],
  folder: string,
): Promise<ModuleNamespace | undefined> {
  if (specifier !== "cuaderno" || names.length === 0 || !isThisPackage(folder)) return undefined;
  files ??= JSON.parse(readFileSync(new URL("index-names.json", dist), "utf8")) as NonNullable<typeof files>;
  const known = files;
  const found = names.flatMap((name) => (Object.hasOwn(known, name) ? [[name, ...(known[name] ?? ["", ""])]] : []));
  if (found.length < names.length) return undefined;
  const entries = found.map(async ([name = "", file = "", exported = ""]) => {
    const module = (await import(new URL(file, dist).href)) as ModuleNamespace;
    return [name, module[exported]] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

function isThisPackage(folder: string): boolean {
  try {
    return createRequire(join(folder, "cell.mjs")).resolve("cuaderno") === fileURLToPath(new URL("index.js", dist));
  } catch {
    return false;
  }
}

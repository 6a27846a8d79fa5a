import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = (): string => fileURLToPath(new URL("./assets/", import.meta.url));

/** The text of a file that new projects are made of. */
export function readAsset(name: string): string {
  return readFileSync(join(folder(), name), "utf8");
}

/** The files of a folder of assets, by name without ending. */
export function readAssets(name: string): Readonly<Record<string, string>> {
  const files = readdirSync(join(folder(), name)).sort();
  return Object.fromEntries(files.map((file) => [basename(file, ".md"), readAsset(`${name}/${file}`)]));
}

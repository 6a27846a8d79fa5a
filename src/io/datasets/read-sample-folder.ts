import { readdirSync, readFileSync } from "node:fs";

/**
 * The files of a folder by name, without its README: the `sample` of a source whose sample files are next to its code.
 * @example readSampleFolder(new URL("../../../data/traffic/sample/", import.meta.url)).size // 7
 */
export function readSampleFolder(folder: URL): ReadonlyMap<string, Uint8Array> {
  const base = folder.href.endsWith("/") ? folder : new URL(`${folder.href}/`);
  const names = readdirSync(base, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "README.md")
    .map(({ name }) => name);
  return new Map(
    names.sort().map((name) => [name, new Uint8Array(readFileSync(new URL(encodeURIComponent(name), base)))]),
  );
}

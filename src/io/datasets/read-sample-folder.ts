import { readdirSync, readFileSync, statSync } from "node:fs";

/**
 * The files of a folder and its subfolders by relative path, without a README: the `sample` of a source whose sample
 * files are next to its code.
 * @example readSampleFolder(new URL("../../../data/traffic/sample/", import.meta.url)).size // 7
 */
export function readSampleFolder(folder: URL): ReadonlyMap<string, Uint8Array> {
  const base = folder.href.endsWith("/") ? folder : new URL(`${folder.href}/`);
  const names = readdirSync(base, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => !/(^|\/)README\.md$/.test(name));
  const files = names.sort().flatMap((name): [string, Uint8Array][] => {
    const url = new URL(name.split("/").map(encodeURIComponent).join("/"), base);
    return statSync(url).isFile() ? [[name, new Uint8Array(readFileSync(url))]] : [];
  });
  return new Map(files);
}

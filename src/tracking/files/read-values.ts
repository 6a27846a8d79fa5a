import { readdirSync } from "node:fs";
import { errorCode } from "../../files/file-system-error.js";
import { readText } from "./read-text.js";

/** Calls back with key and text of every file in a folder and the folders below it; a key with `/` lies deeper. */
export function readValues(path: string, each: (key: string, text: string) => void, prefix = ""): void {
  for (const name of namesIn(path)) {
    const file = `${path}/${name}`;
    let text: string;
    try {
      text = readText(file);
    } catch (thrown) {
      if (errorCode(thrown) === "EISDIR") readValues(file, each, `${prefix}${name}/`);
      else if (errorCode(thrown) !== "ENOENT") throw thrown;
      continue;
    }
    each(prefix + name, text);
  }
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT") return [];
    throw thrown;
  }
}

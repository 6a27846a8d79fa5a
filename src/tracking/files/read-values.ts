import { readdirSync } from "node:fs";
import { errorCode } from "../../files/file-system-error.js";
import type { TrackerProblem } from "../tracker.js";
import { readText } from "./read-text.js";

/**
 * Calls `onValue` with the key and content of every file in a folder and its subfolders. Symbolic links are reported
 * and not followed.
 */
export function readValues(
  path: string,
  onValue: (key: string, value: string) => void,
  onProblem: (problem: TrackerProblem) => void,
  prefix = "",
): void {
  for (const name of listNames(path)) {
    const file = `${path}/${name}`;
    let value: string;
    try {
      value = readText(file);
    } catch (thrown) {
      const code = errorCode(thrown);
      if (code === "EISDIR") readValues(file, onValue, onProblem, `${prefix}${name}/`);
      else if (code === "ELOOP") onProblem({ path: file, reason: "is a symbolic link, which is not followed" });
      else if (code !== "ENOENT") throw thrown;
      continue;
    }
    onValue(prefix + name, value);
  }
}

function listNames(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT") return [];
    throw thrown;
  }
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ArgumentError } from "../../core/errors.js";
import { createFileSync } from "../../files/replace-file-sync.js";
import { refuseKeyConflict } from "../key-conflict.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** Writes a parameter once: the same value again is fine, another one is refused. */
export function writeParam(folder: TrackerFolder, runPath: string, key: string, text: string): void {
  const file = join(runPath, "params", key);
  const temporary = join(runPath, `.${folder.newId()}.tmp`);
  if (refuseKeyConflict("param", key, () => createFileSync(file, text, { temporary }))) return;
  const before = refuseKeyConflict("param", key, () => readFileSync(file, "utf8"));
  if (before === text) return;
  throw new ArgumentError(
    `logParams: param "${key}" is ${JSON.stringify(shorten(before))} already and cannot become ${JSON.stringify(shorten(text))}; a param is written once, start another run or use a tag`,
  );
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

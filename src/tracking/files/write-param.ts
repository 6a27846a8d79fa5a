import { join } from "node:path";
import { ArgumentError } from "../../core/errors.js";
import { createFileSync } from "../../files/replace-file-sync.js";
import { readText } from "./read-text.js";
import type { TrackerFolder } from "./tracker-folder.js";
import { withoutKeyConflict } from "./without-key-conflict.js";

/** Writes a parameter once: the same value again is ignored, another value is an error. */
export function writeParam(folder: TrackerFolder, runPath: string, key: string, value: string): void {
  const file = join(runPath, "params", key);
  const temporary = join(runPath, `.${folder.newId()}.tmp`);
  const before = withoutKeyConflict("param", key, "logParams", () =>
    createFileSync(file, value, { temporary }) ? value : readText(file),
  );
  if (before === value) return;
  throw new ArgumentError(
    `logParams: param "${key}" is ${shorten(before)} already, got ${shorten(value)}; start another run or use a tag`,
  );
}

function shorten(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text);
}

import { closeSync, constants, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "../../files/file-system-error.js";
import { readText } from "../files/read-text.js";
import { isAlias } from "./check-alias.js";
import type { AliasChange, AliasChanges } from "./registry.js";

/** A file next to MLflow's own, a line of JSON for each change; MLflow ignores it. */
const fileName = "alias-history.jsonl";

/** A symbolic link is an error; Windows has no such flag. */
const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);

/** Appends the aliases that a change gives another version; the others are left out. */
export function appendAliasHistory(
  path: string,
  { before, changes, time }: { readonly before: AliasChanges; readonly changes: AliasChanges; readonly time: number },
): void {
  const lines = Object.entries(changes)
    .filter(([alias, version]) => (before[alias] ?? null) !== version)
    .map(([alias, version]) => `${JSON.stringify({ time, alias, version } satisfies AliasChange)}\n`);
  if (lines.length === 0) return;
  const file = openSync(join(path, fileName), flags);
  try {
    writeSync(file, lines.join(""));
  } finally {
    closeSync(file);
  }
}

/** Changes of the aliases of a model, newest first; damaged lines are left out. */
export function readAliasHistory(path: string): AliasChange[] {
  let text: string;
  try {
    text = readText(join(path, fileName));
  } catch (thrown) {
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes(errorCode(thrown) ?? "")) return [];
    throw thrown;
  }
  return text.split("\n").flatMap(parseChange).reverse();
}

function parseChange(line: string): AliasChange[] {
  try {
    const { time, alias, version } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    if (typeof time !== "number" || typeof alias !== "string" || !isAlias(alias)) return [];
    return version === null || typeof version === "number" ? [{ time, alias, version }] : [];
  } catch {
    return [];
  }
}

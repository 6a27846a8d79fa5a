import { ArgumentError } from "../core/errors.js";
import { temporaryPrefix } from "../files/temporary-prefix.js";

/**
 * The key, when it is valid: not empty, not absolute, without empty segments, `.`, `..`, NUL bytes and backslashes, so
 * that it cannot leave its store.
 *
 * @throws ArgumentError naming the store and the broken rule.
 */
export function checkKey(key: string, store: string, caller: string): string {
  const problem = findProblem(key);
  if (problem !== undefined)
    throw new ArgumentError(`${caller}: invalid key ${JSON.stringify(key)} in ${store}: ${problem}`);
  return key;
}

/**
 * The prefix, when it is empty or the start of a valid key.
 *
 * @throws ArgumentError naming the store and the broken rule.
 */
export function checkPrefix(prefix: string, store: string, caller: string): string {
  if (prefix === "") return prefix;
  const problem = findProblem(prefix.endsWith("/") ? prefix.slice(0, -1) : prefix);
  if (problem !== undefined) {
    throw new ArgumentError(`${caller}: invalid prefix ${JSON.stringify(prefix)} in ${store}: ${problem}`);
  }
  return prefix;
}

function findProblem(key: string): string | undefined {
  if (key === "") return "it is empty; name an object";
  if (key.includes("\0")) return "it contains a NUL byte; remove it";
  if (key.includes("\\")) return 'it contains a backslash; separate folders with "/"';
  if (key.startsWith("/")) return 'it starts with "/"; keys are relative to the store';
  if (/\p{Surrogate}/u.test(key)) return "it contains an unpaired surrogate; use valid Unicode";
  const segments = key.split("/");
  if (segments.includes("")) return 'it has an empty segment between two "/"; remove it';
  if (segments.includes("..") || segments.includes("."))
    return 'it has a segment "." or ".."; keys cannot leave the store';
  if (segments.some((segment) => segment.startsWith(temporaryPrefix)))
    return `it has a segment that starts with "${temporaryPrefix}", which marks unfinished writes; use another name`;
  return undefined;
}

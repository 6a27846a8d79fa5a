import { ArgumentError } from "../core/errors.js";
import { temporaryPrefix } from "../files/temporary-prefix.js";

/**
 * The key itself when it stays below its store's root: not empty, not absolute, no empty segment, no `.` or `..`, no NUL,
 * no backslash. Refused otherwise, naming the store.
 */
export function checkKey(key: string, store: string): string {
  const rule = brokenRule(key);
  if (rule !== undefined) throw new ArgumentError(`store: key ${JSON.stringify(key)} in ${store} ${rule}`);
  return key;
}

/** The prefix itself when it is empty or the beginning of a key. */
export function checkPrefix(prefix: string, store: string): string {
  if (prefix === "") return prefix;
  const rule = brokenRule(prefix.endsWith("/") ? prefix.slice(0, -1) : prefix);
  if (rule !== undefined) throw new ArgumentError(`store: prefix ${JSON.stringify(prefix)} in ${store} ${rule}`);
  return prefix;
}

function brokenRule(key: string): string | undefined {
  if (key === "") return "is empty; name an object";
  if (key.includes("\0")) return "holds a NUL byte";
  if (key.includes("\\")) return 'holds a backslash; part folders with "/"';
  if (key.startsWith("/")) return 'begins with "/"; keys are relative to the store';
  if (/\p{Surrogate}/u.test(key)) return "holds half of a surrogate pair, which is no text";
  const segments = key.split("/");
  if (segments.includes("")) return 'has an empty part between two "/"';
  if (segments.includes("..") || segments.includes(".")) return 'has a part "." or ".."; keys cannot leave the store';
  if (segments.some((segment) => segment.startsWith(temporaryPrefix)))
    return `has a part that begins with "${temporaryPrefix}", which marks unfinished writes`;
  return undefined;
}

import { FormatError } from "../../core/errors.js";

/** The value of JSON as Python writes it, with NaN, Infinity and -Infinity. */
export function parsePythonJson(text: string): unknown {
  let found = false;
  const marked = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?Infinity|NaN/g, (token) => {
    if (token.startsWith('"')) return token;
    found = true;
    return JSON.stringify(marker + token);
  });
  if (!found) return JSON.parse(text);
  try {
    return JSON.parse(marked, (_, value: unknown) =>
      typeof value === "string" && value.startsWith(marker) ? Number(value.slice(marker.length)) : value,
    );
  } catch (cause) {
    if (cause instanceof RangeError) throw new FormatError("it is nested too deeply; flatten it", { cause });
    throw cause;
  }
}

/** JSON as Python reads it: NaN and infinite values as bare words. */
export function pythonJson(value: unknown): string {
  const text = JSON.stringify(value, (_, part: unknown) =>
    typeof part === "number" && !Number.isFinite(part) ? marker + String(part) : part,
  );
  return text.replace(/"\\u0000number:(-?Infinity|NaN)"/g, "$1");
}

/** A prefix that no real string has. */
const marker = "\u0000number:";

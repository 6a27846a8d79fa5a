import { FormatError } from "./errors.js";

/** Any value that JSON can represent. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };

/**
 * The value of a JSON string; its error names the file or message as `source`, and `caller`.
 *
 * @throws FormatError when the string is not valid JSON.
 * @example parseJson("[1, 2]", "a.json", "loadModel") // [1, 2]
 */
export function parseJson(text: string, source: string, caller = "parseJson"): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new FormatError(
      `${caller}: ${source} is not valid JSON: ${(cause as Error).message}; fix the syntax at that position`,
      { cause },
    );
  }
}

const maxDepth = 1000;

/**
 * JSON with sorted object keys and no white space: equal values give equal strings, so it can be hashed. `path` names
 * the value in errors.
 *
 * @throws FormatError when the value has more than 1,000 nested levels.
 * @example canonicalJson({ b: 1, a: [true] }) // '{"a":[true],"b":1}'
 */
export function canonicalJson(value: Json, path = "canonicalJson"): string {
  return formatCanonical(value, path, 0);
}

function formatCanonical(value: Json, path: string, depth: number): string {
  if (depth > maxDepth) throw new FormatError(`${path}: expected at most ${maxDepth} nested levels`);
  if (Array.isArray(value)) {
    return `[${value.map((item: Json) => formatCanonical(item, path, depth + 1)).join(",")}]`;
  }
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const object = value as JsonObject;
  const keys = Object.keys(object).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${formatCanonical(object[key] ?? null, path, depth + 1)}`).join(",")}}`;
}

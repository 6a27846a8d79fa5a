/** The value of a JSON text as Python writes it, which has NaN, Infinity and -Infinity among its numbers. */
export function parsePythonJson(text: string): unknown {
  let found = false;
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (token) => {
    if (token.startsWith('"')) return token;
    found = true;
    return JSON.stringify(marker + token);
  });
  if (!found) return JSON.parse(text);
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === "string" && value.startsWith(marker) ? Number(value.slice(marker.length)) : value,
  );
}

/** JSON text as Python writes and reads it: without white space, with NaN and infinities as bare words. */
export function pythonJson(value: unknown): string {
  const text = JSON.stringify(value, (_, part: unknown) =>
    typeof part === "number" && !Number.isFinite(part) ? marker + String(part) : part,
  );
  return text.replace(/"\\u0000number:(-?Infinity|NaN)"/g, "$1");
}

/** Begins no text that anyone writes. */
const marker = "\u0000number:";

/**
 * A JSON value for a message: at most 80 characters, `nothing` for undefined, and no error for deep nesting.
 *
 * @example showJson({ a: [1, 2] }) // '{"a":[1,2]}'
 */
export function showJson(value: unknown): string {
  if (typeof value === "number") return String(value);
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    text = Array.isArray(value) ? "a deeply nested array" : "a deeply nested object";
  }
  if (text === undefined) return "nothing";
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

const spelled: ReadonlyMap<string, number> = new Map([
  ["nan", Number.NaN],
  ["inf", Number.POSITIVE_INFINITY],
  ["infinity", Number.POSITIVE_INFINITY],
]);

/**
 * The number that Python's `float` reads from a text, or undefined when it is not one.
 *
 * @example parsePythonFloat("-inf") // Number.NEGATIVE_INFINITY
 */
export function parsePythonFloat(text: string): number | undefined {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  const word = spelled.get(text.replace(/^[+-]/, "").toLowerCase());
  return word !== undefined && text.startsWith("-") ? -word : word;
}

const names: ReadonlyMap<string, number> = new Map([
  ["nan", Number.NaN],
  ["inf", Number.POSITIVE_INFINITY],
  ["infinity", Number.POSITIVE_INFINITY],
]);

/**
 * The number that Python's `float` reads from a string, or undefined.
 *
 * @example parsePythonFloat("-inf") // Number.NEGATIVE_INFINITY
 */
export function parsePythonFloat(text: string): number | undefined {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  const named = names.get(text.replace(/^[+-]/, "").toLowerCase());
  return named !== undefined && text.startsWith("-") ? -named : named;
}

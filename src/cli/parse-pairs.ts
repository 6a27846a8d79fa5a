import { ArgumentError } from "../core/errors.js";

/**
 * The values of `-p name=value` options by name.
 *
 * @throws ArgumentError for an option without `=` and for a repeated name.
 * @example parsePairs("run", ["year=2018", "city=Lima"]) // { year: "2018", city: "Lima" }
 */
export function parsePairs(caller: string, pairs: readonly string[]): { readonly [name: string]: string } {
  const values = new Map<string, string>();
  for (const pair of pairs) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (name === undefined || value === undefined) {
      throw new ArgumentError(`${caller}: -p: expected name=value, got "${pair}"; for example -p year=2018`);
    }
    if (values.has(name)) {
      throw new ArgumentError(`${caller}: -p: parameter "${name}" is set more than once; keep one`);
    }
    values.set(name, value);
  }
  return Object.fromEntries(values);
}

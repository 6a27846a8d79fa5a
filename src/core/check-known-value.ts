import { didYouMean } from "./did-you-mean.js";
import { ArgumentError } from "./errors.js";

/**
 * Throws when the option `name` of the public function `caller` is none of `known`, of which the first may be the
 * default.
 *
 * @throws ArgumentError naming the values and the nearest one.
 * @example checkKnownValue("joinColumns", "how", "left", ["left", "inner"]) // undefined
 */
export function checkKnownValue<const Known extends string>(
  caller: string,
  name: string,
  value: unknown,
  known: readonly Known[],
): asserts value is Known {
  if (known.includes(value as Known)) return;
  const expected = known.map((one) => `"${one}"`).join(", ");
  const fix = value === undefined ? `; pass "${known[0]}"` : `; leave it out for "${known[0]}"`;
  throw new ArgumentError(
    `${caller}: ${name}: expected one of ${expected}, got ${JSON.stringify(value)}${didYouMean(String(value), known) || fix}`,
  );
}

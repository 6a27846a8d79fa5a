import { didYouMean } from "./did-you-mean.js";
import { ArgumentError } from "./errors.js";

/**
 * Throws when `options` has a name that is not in `known`: a misspelled option from an untyped notebook cell must not
 * be ignored. `caller` is the public function that received the options.
 *
 * @throws ArgumentError naming the option and the nearest known one.
 * @example checkOptionNames("readTable", { delimiter: ";" }, ["delimiter", "encoding"]) // undefined
 */
export function checkOptionNames(caller: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const expected = `; expected ${known.length > 1 ? "one of " : ""}${known.join(", ")}`;
  throw new ArgumentError(`${caller}: unknown option "${unknown}"${didYouMean(unknown, known) || expected}`);
}

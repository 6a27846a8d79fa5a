import { ArgumentError } from "../core/errors.js";

/**
 * Checks that column names are given and unique.
 *
 * @throws ArgumentError in the name of `caller`
 */
export function checkColumnNames(caller: string, names: readonly string[]): void {
  if (names.length === 0) throw new ArgumentError(`${caller}: columns is empty; name at least one column`);
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate !== undefined)
    throw new ArgumentError(`${caller}: duplicate column "${duplicate}"; name each column once`);
}

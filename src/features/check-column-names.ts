import { ArgumentError } from "../core/errors.js";

/** Refuses an empty list of column names and a name given twice. */
export function checkColumnNames(caller: string, names: readonly string[]): void {
  if (names.length === 0) throw new ArgumentError(`${caller}: columns is empty; name at least one column`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new ArgumentError(`${caller}: column "${twice}" is named twice`);
}

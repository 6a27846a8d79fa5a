import { ArgumentError } from "../../core/errors.js";

/** Refuses an alias that a model's address cannot hold, or that would read as a version. */
export function checkAlias(alias: string, caller: string): void {
  if (isAlias(alias)) return;
  throw new ArgumentError(
    `${caller}: alias ${JSON.stringify(alias)} must be up to 255 letters, digits, _ and -, and neither "latest" nor a version such as v3 or 3`,
  );
}

/**
 * Whether an alias may bear that name.
 *
 * @example isAlias("v3") // false
 */
export function isAlias(alias: string): boolean {
  return /^[\w-]{1,255}$/.test(alias) && !/^(latest|v?\d+)$/i.test(alias);
}

import { ArgumentError } from "../../core/errors.js";

/** Throws for an alias that cannot be part of a model URI, or that looks like a version. */
export function checkAlias(alias: string, caller: string): void {
  if (isAlias(alias)) return;
  throw new ArgumentError(
    `${caller}: alias ${JSON.stringify(alias.slice(0, 80))} must be at most 255 letters, digits, _ and -, and not "latest" nor a version such as v3 or 3; rename it`,
  );
}

/**
 * Whether a name is valid for an alias.
 *
 * @example isAlias("v3") // false
 */
export function isAlias(alias: string): boolean {
  return /^[\w-]{1,255}$/.test(alias) && !/^(latest|v?\d+)$/i.test(alias);
}

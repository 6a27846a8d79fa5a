import { ArgumentError } from "./errors.js";

/**
 * Throws when the option `name` of the public function `caller` is not an integer >= `low`; `remedy` says what to
 * pass instead.
 *
 * @throws ArgumentError
 * @example checkInteger("rolling", "window", 24, 1, "pass window: 24") // undefined
 */
export function checkInteger(caller: string, name: string, value: unknown, low: number, remedy: string): void {
  if (Number.isInteger(value) && (value as number) >= low) return;
  throw new ArgumentError(`${caller}: ${name}: expected an integer >= ${low}, got ${value}; ${remedy}`);
}

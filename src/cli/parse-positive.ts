import { ArgumentError } from "../core/errors.js";

/**
 * The positive number of an option, or undefined where the option is absent.
 *
 * @param caller the command and the option: `run: --timeout`.
 * @throws ArgumentError for anything but a number above 0, or above 0 and integer.
 * @example parsePositive("run: --jobs", "2", { integer: true }) // 2
 */
export function parsePositive(
  caller: string,
  text: string | undefined,
  { integer = false }: { readonly integer?: boolean | undefined } = {},
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (value > 0 && Number.isFinite(value) && (!integer || Number.isInteger(value))) return value;
  throw new ArgumentError(
    `${caller}: expected ${integer ? "an integer >= 1" : "a number above 0"}, got "${text}"; pass a number such as ${integer ? "10" : "0.5"}`,
  );
}

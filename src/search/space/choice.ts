import { ArgumentError } from "../../core/errors.js";
import type { ChoiceParameter, ParameterValue } from "./space-parameter.js";

/**
 * A categorical parameter: one of `choices`, which are strings, numbers, booleans or null, without an order.
 *
 * @throws ArgumentError for an empty array, duplicates and other values
 *
 * @example choice(["mean", "median"]).choices.length // 2
 */
export function choice<Value extends ParameterValue>(choices: readonly Value[]): ChoiceParameter<Value> {
  if (choices.length === 0)
    throw new ArgumentError("choice: expected at least one value; give an array such as [1, 2]");
  for (const [index, value] of choices.entries()) {
    const isScalar = value === null || ["string", "boolean"].includes(typeof value) || Number.isFinite(value);
    if (!isScalar) {
      throw new ArgumentError(
        `choice: value ${index + 1}: expected a string, finite number, boolean or null, got ${String(value)}; use names and look them up in the objective`,
      );
    }
    if (choices.indexOf(value) !== index)
      throw new ArgumentError(`choice: duplicate value ${JSON.stringify(value)}; remove it`);
  }
  return { kind: "choice", choices: [...choices] };
}

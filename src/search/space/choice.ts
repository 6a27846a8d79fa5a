import { ArgumentError } from "../../core/errors.js";
import type { ChoiceParameter, ParameterValue } from "./parameter.js";

/**
 * A parameter that is one of `choices`: texts, numbers, booleans or null, without an order between them.
 *
 * @example choice(["mean", "median"]).choices.length // 2
 */
export function choice<Value extends ParameterValue>(choices: readonly Value[]): ChoiceParameter<Value> {
  if (choices.length === 0) throw new ArgumentError("choice: give at least one value");
  for (const [index, value] of choices.entries()) {
    const isScalar = value === null || ["string", "boolean"].includes(typeof value) || Number.isFinite(value);
    if (!isScalar) {
      throw new ArgumentError(
        `choice: value ${index + 1} must be a text, a finite number, a boolean or null, got ${String(value)}; name the alternatives with texts and look them up in the objective`,
      );
    }
    if (choices.indexOf(value) !== index) throw new ArgumentError(`choice: ${JSON.stringify(value)} is given twice`);
  }
  return { kind: "choice", choices: [...choices] };
}

import type { Parameter, ParameterValue } from "../space/parameter.js";
import { gridValue } from "./last-on-grid.js";

/** Whether a parameter has a single value, so that there is nothing to search. */
export function isSingle(parameter: Parameter): boolean {
  return parameter.kind === "choice" ? parameter.choices.length === 1 : parameter.low === parameter.high;
}

/** Whether `value` is one that the parameter allows. */
export function allows(parameter: Parameter, value: unknown): value is ParameterValue {
  if (parameter.kind === "choice") return parameter.choices.includes(value as ParameterValue);
  if (typeof value !== "number" || !(value >= parameter.low && value <= parameter.high)) return false;
  if (parameter.step === null) return true;
  const index = (value - parameter.low) / parameter.step;
  return Math.abs(index - Math.round(index)) < 1e-8;
}

/** A value as one number, as Optuna stores it: itself, or the place in the list of choices. */
export function toNumber(parameter: Parameter, value: ParameterValue): number {
  return parameter.kind === "choice" ? parameter.choices.indexOf(value) : Number(value);
}

/** The value that `toNumber` made `number` of. */
export function fromNumber(parameter: Parameter, number: number): ParameterValue {
  return parameter.kind === "choice" ? (parameter.choices[number] ?? null) : number;
}

/** The allowed value nearest to `number`, within the bounds. */
export function nearestAllowed(parameter: Exclude<Parameter, { readonly kind: "choice" }>, number: number): number {
  const { low, high, step } = parameter;
  const onGrid = step === null ? number : gridValue(low, step, Math.round((number - low) / step));
  return Math.min(Math.max(onGrid, low), high);
}

/** The parameter in a few words, for messages: `integer 3 to 10`. */
export function describeParameter(parameter: Parameter): string {
  if (parameter.kind === "choice")
    return `one of ${parameter.choices.map((value) => JSON.stringify(value)).join(", ")}`;
  const step = parameter.step === null || parameter.step === 1 ? "" : ` in steps of ${parameter.step}`;
  return `${parameter.kind} ${parameter.low} to ${parameter.high}${step}`;
}

import type { Parameter, ParameterValue } from "../space/space-parameter.js";
import { gridValue } from "./last-on-grid.js";

/** Whether a parameter has a single value. */
export function isSingle(parameter: Parameter): boolean {
  return parameter.kind === "choice" ? parameter.choices.length === 1 : parameter.low === parameter.high;
}

/** Whether the parameter allows `value`. */
export function allows(parameter: Parameter, value: unknown): value is ParameterValue {
  if (parameter.kind === "choice") return parameter.choices.includes(value as ParameterValue);
  if (typeof value !== "number" || !(value >= parameter.low && value <= parameter.high)) return false;
  if (parameter.step === null) return true;
  const index = (value - parameter.low) / parameter.step;
  return Math.abs(index - Math.round(index)) < 1e-8;
}

/** A value as a number, as Optuna stores it: the value, or the index of the choice. */
export function toNumber(parameter: Parameter, value: ParameterValue): number {
  return parameter.kind === "choice" ? parameter.choices.indexOf(value) : Number(value);
}

/** A value from the number that `toNumber` returns. */
export function fromNumber(parameter: Parameter, number: number): ParameterValue {
  return parameter.kind === "choice" ? (parameter.choices[number] ?? null) : number;
}

/** The allowed value nearest to `number`, within the bounds. */
export function nearestAllowed(parameter: Exclude<Parameter, { readonly kind: "choice" }>, number: number): number {
  const { low, high, step } = parameter;
  const onGrid = step === null ? number : gridValue(low, step, Math.round((number - low) / step));
  return Math.min(Math.max(onGrid, low), high);
}

/** A short description of a parameter for messages: `integer 3 to 10`. */
export function describeParameter(parameter: Parameter): string {
  if (parameter.kind === "choice")
    return `one of ${parameter.choices.map((value) => JSON.stringify(value)).join(", ")}`;
  const step = parameter.step === null || parameter.step === 1 ? "" : ` in steps of ${parameter.step}`;
  return `${parameter.kind} ${parameter.low} to ${parameter.high}${step}`;
}

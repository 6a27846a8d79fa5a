import { ArgumentError } from "../../core/errors.js";
import type { BranchParameter, Parameter } from "./parameter.js";

/**
 * A choice among named branches, each with parameters that exist only while it is chosen; `{}` for a branch without any.
 *
 * In a space `{ model: oneOf({ ridge: { alpha: real(0.01, 10, { log: true }) }, trees: { depth: integer(3, 10) } }) }` a point is
 * `{ model: "ridge", alpha }` or `{ model: "trees", depth }`, for the compiler too. Branches may hold further branches, and several
 * of them the same parameter, when it is defined alike.
 *
 * @example oneOf({ ridge: { alpha: real(0, 1) }, mean: {} }).choices // ["ridge", "mean"]
 */
export function oneOf<Branches extends { readonly [value: string]: { readonly [name: string]: Parameter } }>(
  branches: Branches,
): BranchParameter<Branches> {
  const choices = Object.keys(branches) as (keyof Branches & string)[];
  if (choices.length === 0) throw new ArgumentError("oneOf: give at least one branch, like { ridge: {}, trees: {} }");
  const odd = choices.find((name) => typeof branches[name] !== "object" || branches[name] === null);
  if (odd !== undefined) {
    throw new ArgumentError(
      `oneOf: branch "${odd}" must be an object of parameters, got ${String(branches[odd])}; write {} for none`,
    );
  }
  return { kind: "choice", choices, branches };
}

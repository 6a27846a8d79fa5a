import { ArgumentError } from "../../core/errors.js";
import type { BranchParameter, Parameter } from "./space-parameter.js";

/**
 * A categorical parameter that selects a branch, with parameters that exist only in that branch; `{}` for a branch
 * without any.
 *
 * In a space `{ model: oneOf({ ridge: { alpha: real(0.01, 10, { log: true }) }, trees: { depth: integer(3, 10) } }) }`
 * a point is `{ model: "ridge", alpha }` or `{ model: "trees", depth }`, also as a type. Branches can be nested, and
 * branches of one choice can share a parameter with the same definition.
 *
 * @example oneOf({ ridge: { alpha: real(0, 1) }, mean: {} }).choices // ["ridge", "mean"]
 */
export function oneOf<Branches extends { readonly [value: string]: { readonly [name: string]: Parameter } }>(
  branches: Branches,
): BranchParameter<Branches> {
  const choices = Object.keys(branches) as (keyof Branches & string)[];
  if (choices.length === 0)
    throw new ArgumentError(
      "oneOf: expected at least one branch, such as { ridge: {}, trees: {} }; name one branch or more",
    );
  const odd = choices.find((name) => typeof branches[name] !== "object" || branches[name] === null);
  if (odd !== undefined) {
    throw new ArgumentError(
      `oneOf: branch "${odd}": expected an object of parameters, got ${String(branches[odd])}; use {} for none`,
    );
  }
  return { kind: "choice", choices, branches };
}

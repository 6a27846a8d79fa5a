import { ArgumentError } from "../core/errors.js";
import type { ChoiceParameter, Parameter, ParameterValue } from "./parameter.js";

/** The parameters of a search by name. Their order is the order in which samplers draw them. */
export type Space = { readonly [name: string]: Parameter };

/** One point of any space. */
export type Params = { readonly [name: string]: ParameterValue };

/** The type of one point of a space: what the objective of a search takes. */
export type ParamsOf<Searched extends Space> = {
  readonly [Name in keyof Searched]: ValueOf<Searched[Name]>;
};

/** The type of the values of one parameter. */
export type ValueOf<Searched extends Parameter> = Searched extends ChoiceParameter<infer Value> ? Value : number;

/** Refuses what is not a space, in the name of `caller`. */
export function checkSpace(space: Space, caller: string): void {
  const names = Object.keys(space);
  if (names.length === 0) {
    throw new ArgumentError(
      `${caller}: the space is empty; name at least one parameter, like { depth: integer(3, 10) }`,
    );
  }
  for (const name of names) {
    const kind = (space[name] as { readonly kind?: unknown } | undefined)?.kind;
    if (kind !== "real" && kind !== "integer" && kind !== "choice") {
      throw new ArgumentError(
        `${caller}: parameter "${name}" is not one; make it with real(low, high), integer(low, high) or choice([...])`,
      );
    }
  }
}

import { ArgumentError } from "../../core/errors.js";
import { canonicalJson, type Json } from "../../core/json.js";
import type { BranchParameter, ChoiceParameter, Parameter, ParameterValue } from "./space-parameter.js";

/** The parameters of a search by name, in the order in which they are sampled. */
export type Space = { readonly [name: string]: Parameter };

/** A point of a space: a value for each parameter. */
export type Params = { readonly [name: string]: ParameterValue };

/** The type of a point of a space, which an objective takes. With branches (`oneOf`) it is a union. */
export type ParamsOf<Searched extends Space> = [BranchName<Searched>] extends [never]
  ? { readonly [Name in keyof Searched]: ValueOf<Searched[Name]> }
  : Plain<
      { readonly [Name in Exclude<keyof Searched, BranchName<Searched>>]: ValueOf<Searched[Name]> } & Branched<Searched>
    >;

/** The type of the values of one parameter. */
export type ValueOf<Searched extends Parameter> = Searched extends ChoiceParameter<infer Value> ? Value : number;

/** Names of the parameters that have branches. */
type BranchName<Searched extends Space> = {
  [Name in keyof Searched]: Searched[Name] extends BranchParameter<infer _Branches> ? Name : never;
}[keyof Searched];

/** The intersection of the unions of all branches, inferred as the common argument of functions that take them. */
type Branched<Searched extends Space> = {
  [Name in BranchName<Searched>]: Searched[Name] extends BranchParameter<infer Branches>
    ? (point: BranchUnion<Name, Branches>) => void
    : never;
}[BranchName<Searched>] extends (point: infer All) => void
  ? All
  : never;

type BranchUnion<Name extends PropertyKey, Branches extends { readonly [value: string]: Space }> = {
  [Value in keyof Branches]: { readonly [Key in Name]: Value } & ParamsOf<Branches[Value]>;
}[keyof Branches];

/** The same type flattened, distributed over unions. */
type Plain<Point> = Point extends unknown ? { readonly [Name in keyof Point]: Point[Name] } : never;

/** Checks a space; errors name `caller`. */
export function checkSpace(space: Space, caller: string): void {
  if (Object.keys(space).length === 0) {
    throw new ArgumentError(`${caller}: the space is empty; add a parameter, such as { depth: integer(3, 10) }`);
  }
  checkLevel(space, caller, new Map(), new Set());
}

/** `known` has all definitions so far, `outer` the names that exist whenever this level does. */
function checkLevel(space: Space, caller: string, known: Map<string, string>, outer: ReadonlySet<string>): void {
  const names = new Set([...outer, ...Object.keys(space)]);
  for (const [name, parameter] of Object.entries(space)) {
    const kind = (parameter as { readonly kind?: unknown } | undefined)?.kind;
    if (kind !== "real" && kind !== "integer" && kind !== "choice") {
      throw new ArgumentError(
        `${caller}: "${name}" is not a parameter; use real(low, high), integer(low, high) or choice([...])`,
      );
    }
    const definition = canonicalJson(parameter as unknown as Json);
    if (outer.has(name) || (known.get(name) ?? definition) !== definition) {
      throw duplicateParameter(caller, name);
    }
    known.set(name, definition);
  }
  for (const [name, parameter] of Object.entries(space)) {
    if (parameter.kind !== "choice" || parameter.branches === undefined) continue;
    for (const branch of Object.values(parameter.branches)) checkLevel(branch, caller, known, names);
    const siblings = Object.keys(space).filter((other) => other !== name);
    const inside = new Set(Object.values(parameter.branches).flatMap((branch) => allNames(branch)));
    for (const other of siblings.flatMap((sibling) => allNames({ [sibling]: space[sibling] }))) {
      if (inside.has(other)) throw duplicateParameter(caller, other);
    }
  }
}

function duplicateParameter(caller: string, name: string): ArgumentError {
  return new ArgumentError(
    `${caller}: parameter "${name}" is defined more than once; rename one (only branches of one choice may share a parameter)`,
  );
}

function allNames(space: Space): readonly string[] {
  return Object.entries(space).flatMap(([name, parameter]) => {
    const branches = parameter.kind === "choice" ? Object.values(parameter.branches ?? {}) : [];
    return [name, ...branches.flatMap(allNames)];
  });
}

import { ArgumentError } from "../../core/errors.js";
import { canonicalJson, type Json } from "../../core/json.js";
import type { BranchParameter, ChoiceParameter, Parameter, ParameterValue } from "./parameter.js";

/** The parameters of a search by name. Their order is the order in which samplers draw them. */
export type Space = { readonly [name: string]: Parameter };

/** One point of any space. */
export type Params = { readonly [name: string]: ParameterValue };

/** The type of one point of a space: what the objective of a search takes. With branches (`oneOf`) it is a union. */
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

/** All the unions that the branches make, as their intersection: of the functions that take them it is the common argument. */
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

/** The same type written out, each member of a union by itself. */
type Plain<Point> = Point extends unknown ? { readonly [Name in keyof Point]: Point[Name] } : never;

/** Refuses what is not a space, in the name of `caller`. */
export function checkSpace(space: Space, caller: string): void {
  if (Object.keys(space).length === 0) {
    throw new ArgumentError(
      `${caller}: the space is empty; name at least one parameter, like { depth: integer(3, 10) }`,
    );
  }
  checkLevel(space, caller, new Map(), new Set());
}

/** `known` holds the definitions met so far anywhere, `outer` the names that exist whenever this level does. */
function checkLevel(space: Space, caller: string, known: Map<string, string>, outer: ReadonlySet<string>): void {
  const names = new Set([...outer, ...Object.keys(space)]);
  for (const [name, parameter] of Object.entries(space)) {
    const kind = (parameter as { readonly kind?: unknown } | undefined)?.kind;
    if (kind !== "real" && kind !== "integer" && kind !== "choice") {
      throw new ArgumentError(
        `${caller}: parameter "${name}" is not one; make it with real(low, high), integer(low, high) or choice([...])`,
      );
    }
    const definition = canonicalJson(parameter as unknown as Json);
    if (outer.has(name) || (known.get(name) ?? definition) !== definition) {
      throw definedTwice(caller, name);
    }
    known.set(name, definition);
  }
  for (const [name, parameter] of Object.entries(space)) {
    if (parameter.kind !== "choice" || parameter.branches === undefined) continue;
    for (const branch of Object.values(parameter.branches)) checkLevel(branch, caller, known, names);
    const siblings = Object.keys(space).filter((other) => other !== name);
    const inside = new Set(Object.values(parameter.branches).flatMap((branch) => allNames(branch)));
    for (const other of siblings.flatMap((sibling) => allNames({ [sibling]: space[sibling] }))) {
      if (inside.has(other)) throw definedTwice(caller, other);
    }
  }
}

function definedTwice(caller: string, name: string): ArgumentError {
  return new ArgumentError(
    `${caller}: parameter "${name}" is defined more than once; only branches of one choice may share a name, with the same definition: give one of them another`,
  );
}

function allNames(space: Space): readonly string[] {
  return Object.entries(space).flatMap(([name, parameter]) => {
    const branches = parameter.kind === "choice" ? Object.values(parameter.branches ?? {}) : [];
    return [name, ...branches.flatMap(allNames)];
  });
}

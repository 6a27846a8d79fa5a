/** A value that a parameter can take. */
export type ParameterValue = string | number | boolean | null;

/** A number between two bounds, both included. */
export interface RealParameter {
  readonly kind: "real";
  readonly low: number;
  readonly high: number;
  /** Whether it is searched on a logarithmic scale. */
  readonly log: boolean;
  /** Distance between the values allowed, counted from `low`; null when every number is. */
  readonly step: number | null;
}

/** A whole number between two bounds, both included. */
export interface IntegerParameter {
  readonly kind: "integer";
  readonly low: number;
  readonly high: number;
  /** Whether it is searched on a logarithmic scale. */
  readonly log: boolean;
  /** Distance between the values allowed, counted from `low`. */
  readonly step: number;
}

/** One of a list of values that have no order. */
export interface ChoiceParameter<Value extends ParameterValue = ParameterValue> {
  readonly kind: "choice";
  readonly choices: readonly Value[];
  /** Parameters that exist only while this one has a certain value, by that value; `oneOf` makes them. */
  readonly branches?: { readonly [value: string]: { readonly [name: string]: Parameter } };
}

/** A choice among named branches, each with parameters of its own that exist only while it is chosen. */
export interface BranchParameter<Branches extends { readonly [value: string]: { readonly [name: string]: Parameter } }>
  extends ChoiceParameter<keyof Branches & string> {
  readonly branches: Branches;
}

/** What a search may vary. Plain data: it can be stored as JSON. */
export type Parameter = RealParameter | IntegerParameter | ChoiceParameter;

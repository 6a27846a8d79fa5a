/** A value of a parameter. */
export type ParameterValue = string | number | boolean | null;

/** A number between two bounds, both included. */
export interface RealParameter {
  readonly kind: "real";
  readonly low: number;
  readonly high: number;
  /** Whether it is sampled on a logarithmic scale. */
  readonly log: boolean;
  /** Distance between allowed values, from `low`; null for a continuous parameter. */
  readonly step: number | null;
}

/** An integer between two bounds, both included. */
export interface IntegerParameter {
  readonly kind: "integer";
  readonly low: number;
  readonly high: number;
  /** Whether it is sampled on a logarithmic scale. */
  readonly log: boolean;
  /** Distance between allowed values, from `low`. */
  readonly step: number;
}

/** One of several values without an order. */
export interface ChoiceParameter<Value extends ParameterValue = ParameterValue> {
  readonly kind: "choice";
  readonly choices: readonly Value[];
  /** Parameters that exist only for a value of this one, by that value; see `oneOf`. */
  readonly branches?: { readonly [value: string]: { readonly [name: string]: Parameter } } | undefined;
}

/** A choice of a branch with parameters that exist only in that branch. */
export interface BranchParameter<Branches extends { readonly [value: string]: { readonly [name: string]: Parameter } }>
  extends ChoiceParameter<keyof Branches & string> {
  readonly branches: Branches;
}

/** A parameter of a search space. Plain data that can be stored as JSON. */
export type Parameter = RealParameter | IntegerParameter | ChoiceParameter;

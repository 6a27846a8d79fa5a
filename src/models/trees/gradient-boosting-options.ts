import { checkOptionNames } from "../../core/check-option-names.js";
import { ArgumentError } from "../../core/errors.js";
import type { ObjectiveName } from "./boosting-objective.js";

/** Settings of boosted trees. Names and meaning follow XGBoost; where a default differs it is said. */
export interface GradientBoostingOptions {
  /**
   * What to make small: `squared`, `absolute`, `quantile` (pinball loss), `logistic` (a target of two classes), `softmax` (of two or more).
   * Default: `squared`.
   */
  readonly objective?: ObjectiveName;
  /** The quantile that the objective `quantile` answers with, between 0 and 1. Default: 0.5. */
  readonly quantile?: number;
  /** Number of rounds: one tree each, with `softmax` one tree for each class. Default: 200 (XGBoost: 100). */
  readonly rounds?: number;
  /** `depth` splits level by level, `leaf` always the leaf with the largest gain, up to `maxLeaves`. Default: `depth`. */
  readonly growth?: "depth" | "leaf";
  /** Deepest level of a tree. Default: 6; 30 when growing by leaf. */
  readonly depth?: number;
  /** Most leaves of a tree, when growing by leaf. Default: 31 (as LightGBM). */
  readonly maxLeaves?: number;
  /** Share of each tree's answer that is added. Default: 0.1 (XGBoost: 0.3). */
  readonly learningRate?: number;
  /** L2 penalty on leaf values. Default: 1. */
  readonly lambda?: number;
  /** L1 penalty on leaf values. Default: 0. */
  readonly alpha?: number;
  /** Least gain of a split, in squared units of the target. Default: 0. */
  readonly gamma?: number;
  /** Least sum of second derivatives in a leaf: rows, or weights of rows, but p (1 - p) a row for classes. Default: 1. */
  readonly minChildWeight?: number;
  /** Columns whose rise may only raise, or only lower, the answer, all else equal. Default: none. Not for `softmax`. */
  readonly monotone?: Readonly<Record<string, "rising" | "falling">>;
  /**
   * Columns of categories, coded 0, 1, 2 and so on as `ordinal` does: their splits send any set of codes to either side. At most
   * `maxBins` codes, one fewer where values are missing. Default: none.
   */
  readonly categories?: readonly string[];
  /** Share of the rows each tree sees, drawn without replacement. Default: 1. */
  readonly subsample?: number;
  /** Share of the columns each tree sees. Default: 1. */
  readonly columnSample?: number;
  /** Share of the tree's columns that each split sees, drawn anew for it. Default: 1. */
  readonly splitColumnSample?: number;
  /** Most bins of a column, 2 to 255. Default: 255. */
  readonly maxBins?: number;
  /** Stops after this many rounds without a smaller error on the validation rows, and keeps the best round. Default: 0, never. */
  readonly earlyStopping?: number;
  /** Seed of the row and column draws. Default: 0. */
  readonly seed?: number;
}

/** Every setting, each with a value. */
export type CompleteBoostingOptions = Required<GradientBoostingOptions>;

const defaults: CompleteBoostingOptions = {
  objective: "squared",
  quantile: 0.5,
  rounds: 200,
  growth: "depth",
  depth: 6,
  maxLeaves: 31,
  learningRate: 0.1,
  lambda: 1,
  alpha: 0,
  gamma: 0,
  minChildWeight: 1,
  monotone: {},
  categories: [],
  subsample: 1,
  columnSample: 1,
  splitColumnSample: 1,
  maxBins: 255,
  earlyStopping: 0,
  seed: 0,
};

type Rule = readonly [(value: number) => boolean, string];
const whole = (low: number, high = Number.MAX_SAFE_INTEGER): Rule => [
  (value) => Number.isInteger(value) && value >= low && value <= high,
  high === Number.MAX_SAFE_INTEGER ? `a whole number of at least ${low}` : `a whole number in ${low}..${high}`,
];
const share: Rule = [(value) => value > 0 && value <= 1, "above 0 and at most 1"];
const penalty: Rule = [(value) => value >= 0 && Number.isFinite(value), "0 or more"];

const numbers = {
  quantile: [(value) => value > 0 && value < 1, "between 0 and 1"],
  rounds: whole(1),
  depth: whole(1, 30),
  maxLeaves: whole(2, 65_536),
  learningRate: share,
  lambda: penalty,
  alpha: penalty,
  gamma: penalty,
  minChildWeight: penalty,
  subsample: share,
  columnSample: share,
  splitColumnSample: share,
  maxBins: whole(2, 255),
  earlyStopping: whole(0),
  seed: [Number.isInteger, "a whole number"],
} as const satisfies Readonly<Record<string, Rule>>;

const choices = {
  objective: ["squared", "absolute", "quantile", "logistic", "softmax"],
  growth: ["depth", "leaf"],
} as const;

/** Fills in the defaults; refuses options that are unknown or out of range. */
export function completeBoostingOptions(options: GradientBoostingOptions): CompleteBoostingOptions {
  checkOptionNames("gradientBoosting", options, Object.keys(defaults));
  const depth = options.growth === "leaf" ? 30 : defaults.depth;
  const complete: CompleteBoostingOptions = { ...defaults, depth, ...options };
  for (const [name, [holds, rule]] of Object.entries(numbers) as [keyof typeof numbers, Rule][]) {
    const value = complete[name];
    if (typeof value !== "number" || !holds(value)) refuse(name, rule, value);
  }
  for (const [name, allowed] of Object.entries(choices) as [keyof typeof choices, readonly string[]][]) {
    if (!allowed.includes(complete[name])) refuse(name, `one of ${allowed.join(", ")}`, complete[name]);
  }
  for (const [column, direction] of Object.entries(complete.monotone)) {
    if (direction !== "rising" && direction !== "falling") {
      refuse(`monotone.${column}`, '"rising" or "falling"', direction);
    }
  }
  const both = complete.categories.find((column) => Object.hasOwn(complete.monotone, column));
  if (both !== undefined) {
    throw new ArgumentError(
      `gradientBoosting: column "${both}" is of categories, which have no order to be monotone in`,
    );
  }
  if (complete.objective === "softmax" && Object.keys(complete.monotone).length > 0) {
    throw new ArgumentError(
      "gradientBoosting: monotone columns need one answer, softmax has one per class; use logistic for two classes",
    );
  }
  if (options.maxLeaves !== undefined && complete.growth === "depth") {
    throw new ArgumentError('gradientBoosting: maxLeaves is for growth "leaf"; set growth, or limit the tree by depth');
  }
  return complete;
}

function refuse(name: string, rule: string, value: unknown): never {
  throw new ArgumentError(`gradientBoosting: ${name} must be ${rule}, got ${String(value)}`);
}

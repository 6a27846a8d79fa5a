import { checkOptionNames } from "../../core/check-option-names.js";
import { ArgumentError } from "../../core/errors.js";
import type { ObjectiveName } from "./boosting-objective.js";

/** Settings of boosted trees, with XGBoost's names and meaning; defaults that differ from XGBoost's are marked. */
export interface GradientBoostingOptions {
  /**
   * The loss to minimize: `squared`, `absolute`, `quantile` (pinball loss), `logistic` (a target of two classes),
   * `softmax` (of two or more).
   * @default "squared"
   */
  readonly objective?: ObjectiveName | undefined;
  /** The quantile that the objective `quantile` predicts, between 0 and 1. @default 0.5 */
  readonly quantile?: number | undefined;
  /** Number of rounds: one tree each, with `softmax` one tree for each class. Default: 200 (XGBoost: 100). */
  readonly rounds?: number | undefined;
  /**
   * `depth` splits level by level, `leaf` always splits the leaf with the largest gain, up to `maxLeaves`.
   * @default `depth`
   */
  readonly growth?: "depth" | "leaf" | undefined;
  /** Maximum depth of a tree. Default: 6; 30 with growth `leaf`. */
  readonly depth?: number | undefined;
  /** Maximum number of leaves of a tree, with growth `leaf`. Default: 31 (as LightGBM). */
  readonly maxLeaves?: number | undefined;
  /** Factor of each tree's values. Default: 0.1 (XGBoost: 0.3). */
  readonly learningRate?: number | undefined;
  /** L2 penalty on leaf values. @default 1 */
  readonly lambda?: number | undefined;
  /** L1 penalty on leaf values. @default 0 */
  readonly alpha?: number | undefined;
  /** Minimum gain of a split, in squared units of the target. @default 0 */
  readonly gamma?: number | undefined;
  /**
   * Minimum sum of second derivatives in a leaf: the number or weight of its rows, for classes the sum of p (1 - p).
   * @default 1
   */
  readonly minChildWeight?: number | undefined;
  /** Columns with which predictions may only rise, or only fall, all else equal; not for `softmax`. Default: none. */
  readonly monotone?: Readonly<Record<string, "rising" | "falling">> | undefined;
  /**
   * Columns of categories, coded 0, 1, 2 and so on as `ordinal` does: a split may send any set of codes to either side.
   * The maximum is `maxBins` codes, one fewer where values are missing. Default: none.
   */
  readonly categories?: readonly string[] | undefined;
  /** Share of the rows each tree sees, drawn without replacement. @default 1 */
  readonly subsample?: number | undefined;
  /** Share of the columns each tree sees. @default 1 */
  readonly columnSample?: number | undefined;
  /** Share of the tree's columns that each split sees, drawn for each split. @default 1 */
  readonly splitColumnSample?: number | undefined;
  /** Maximum number of bins of a column, 2 to 255. @default 255 */
  readonly maxBins?: number | undefined;
  /**
   * Stops after this number of rounds without a smaller error on the validation rows and drops the trees after the best
   * round. Default: 0, never.
   */
  readonly earlyStopping?: number | undefined;
  /** Seed of the row and column draws. @default 0 */
  readonly seed?: number | undefined;
}

/** Every setting, each with a value. */
export type CompleteBoostingOptions = {
  readonly [Name in keyof GradientBoostingOptions]-?: NonNullable<GradientBoostingOptions[Name]>;
};

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
const integer = (low: number, high = Number.MAX_SAFE_INTEGER): Rule => [
  (value) => Number.isInteger(value) && value >= low && value <= high,
  high === Number.MAX_SAFE_INTEGER ? `an integer >= ${low}` : `an integer from ${low} to ${high}`,
];
const share: Rule = [(value) => value > 0 && value <= 1, "a number > 0 and <= 1"];
const penalty: Rule = [(value) => value >= 0 && Number.isFinite(value), "a finite number >= 0"];

const numbers = {
  quantile: [(value) => value > 0 && value < 1, "a number > 0 and < 1"],
  rounds: integer(1),
  depth: integer(1, 30),
  maxLeaves: integer(2, 65_536),
  learningRate: share,
  lambda: penalty,
  alpha: penalty,
  gamma: penalty,
  minChildWeight: penalty,
  subsample: share,
  columnSample: share,
  splitColumnSample: share,
  maxBins: integer(2, 255),
  earlyStopping: integer(0),
  seed: [Number.isInteger, "an integer"],
} as const satisfies Readonly<Record<string, Rule>>;

const choices = {
  objective: ["squared", "absolute", "quantile", "logistic", "softmax"],
  growth: ["depth", "leaf"],
} as const;

/** The options with every default filled in; refuses options that are unknown or out of range. */
export function completeBoostingOptions(options: GradientBoostingOptions): CompleteBoostingOptions {
  checkOptionNames("gradientBoosting", options, Object.keys(defaults));
  const depth = options.growth === "leaf" ? 30 : defaults.depth;
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const complete: CompleteBoostingOptions = { ...defaults, depth, ...given };
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
      `gradientBoosting: column "${both}" is in monotone and in categories; categories have no order, remove it from one of them`,
    );
  }
  if (complete.objective === "softmax" && Object.keys(complete.monotone).length > 0) {
    throw new ArgumentError(
      'gradientBoosting: monotone is not supported with objective "softmax"; use "logistic" for two classes',
    );
  }
  if (options.maxLeaves !== undefined && complete.growth === "depth") {
    throw new ArgumentError('gradientBoosting: maxLeaves needs growth "leaf"; set growth, or limit the tree by depth');
  }
  return complete;
}

function refuse(name: string, rule: string, value: unknown): never {
  throw new ArgumentError(
    `gradientBoosting: expected ${name} to be ${rule}, got ${String(value)}; leave it out for the default`,
  );
}

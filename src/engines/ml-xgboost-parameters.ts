import { checkKnownValue } from "../core/check-known-value.js";
import { ArgumentError } from "../core/errors.js";

/** Settings of ml-xgboost, with the names and defaults of `gradientBoosting`. */
export interface MlXgboostOptions {
  readonly rounds?: number | undefined;
  readonly depth?: number | undefined;
  readonly learningRate?: number | undefined;
  readonly lambda?: number | undefined;
  readonly alpha?: number | undefined;
  readonly gamma?: number | undefined;
  readonly minChildWeight?: number | undefined;
  readonly subsample?: number | undefined;
  readonly columnSample?: number | undefined;
  /** `exact` is slow for many rows. @default "hist" */
  readonly treeMethod?: "exact" | "approx" | "hist" | undefined;
  readonly seed?: number | undefined;
}

/** The parameters of the engine, checked. */
export function toEngineParameters(options: MlXgboostOptions): Readonly<Record<string, number | string>> {
  const checkInteger = (name: "rounds" | "depth" | "seed", minimum: number): void => {
    const value = options[name];
    if (value !== undefined && !(Number.isInteger(value) && value >= minimum)) {
      throw new ArgumentError(
        `mlXgboost: expected ${name} to be an integer >= ${minimum}, got ${String(value)}; leave it out for the default`,
      );
    }
  };
  checkInteger("rounds", 1);
  checkInteger("depth", 1);
  checkInteger("seed", 0);
  const numbers = {
    eta: options.learningRate ?? 0.1,
    lambda: options.lambda ?? 1,
    alpha: options.alpha ?? 0,
    gamma: options.gamma ?? 0,
    min_child_weight: options.minChildWeight ?? 1,
    subsample: options.subsample ?? 1,
    colsample_bytree: options.columnSample ?? 1,
  };
  // The engine would throw only a number for an invalid value.
  for (const [name, value] of Object.entries(numbers)) {
    const share = name === "eta" || name === "subsample" || name === "colsample_bytree";
    if (!(Number.isFinite(value) && value >= 0 && (!share || (value > 0 && value <= 1)))) {
      throw new ArgumentError(
        `mlXgboost: expected ${name} to be ${share ? "> 0 and <= 1" : ">= 0"}, got ${value}; leave it out for the default`,
      );
    }
  }
  const method = options.treeMethod ?? "hist";
  checkKnownValue("mlXgboost", "treeMethod", method, ["hist", "exact", "approx"]);
  return {
    booster: "gbtree",
    objective: "reg:linear",
    base_score: 0,
    silent: 1,
    max_depth: options.depth ?? 6,
    seed: options.seed ?? 0,
    tree_method: method,
    ...numbers,
  };
}

import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { fClasses } from "../../stats/f-classes.js";
import { fRegression } from "../../stats/f-regression.js";
import { mutualInformation } from "../../stats/mutual-information.js";
import type { Columns } from "../../table/columns.js";
import { checkColumnNames } from "../check-column-names.js";
import { completeNumbers } from "../complete-numbers.js";
import { numberColumnNames } from "../number-column-names.js";
import type { Step } from "../step.js";
import { type FittedSelection, fittedSelection, restoreSelection } from "./fitted-selection.js";

/**
 * How a column is scored against the target: `fRegression` (straight line to a number), `fClasses` (means of classes),
 * `mutualInformation` (any relation to a number), `mutualInformationClasses` (any relation to a class).
 */
export type SelectionScore = "fRegression" | "fClasses" | "mutualInformation" | "mutualInformationClasses";

export interface SelectKBestOptions {
  /** How many columns to keep. */
  readonly k: number;
  readonly score: SelectionScore;
  /** Number columns to choose from; others pass through. Default: every number column at fit. */
  readonly columns?: readonly string[];
  /** Columns whose numbers are codes of categories, for mutual information. Default: none. */
  readonly discrete?: readonly string[];
  /** Neighbours of mutual information. Default: 3. */
  readonly neighbours?: number;
  /** Seed of mutual information's hair of noise. Default: 0. */
  readonly seed?: number;
}

/** A step whose fitting chooses among columns. */
export interface SelectionStep extends Step {
  fit(columns: Columns, target?: Float64Array): FittedSelection;
}

/**
 * A step that keeps the k columns that say most about the target, in table order; of equal scores the later column, as scikit-learn's
 * SelectKBest. Constant columns score lowest. Missing values are refused.
 *
 * It learns from training rows only when it stands in a pipeline; choosing on all rows before a split lets the test rows in.
 *
 * @example selectKBest({ k: 7, score: "mutualInformation" }).kind // "selectKBest"
 */
export function selectKBest(options: SelectKBestOptions): SelectionStep {
  const { k, score, columns: names, discrete = [], neighbours = 3, seed = 0 } = options;
  if (names !== undefined) checkColumnNames("selectKBest", names);
  if (!Number.isInteger(k) || k < 1) {
    throw new ArgumentError(`selectKBest: k must be a whole number of at least 1, got ${k}`);
  }
  if (!["fRegression", "fClasses", "mutualInformation", "mutualInformationClasses"].includes(score)) {
    throw new ArgumentError(
      `selectKBest: score must be "fRegression", "fClasses", "mutualInformation" or "mutualInformationClasses", got ${JSON.stringify(score)}`,
    );
  }
  const scoreOf = (name: string, values: Float64Array, target: Float64Array): number => {
    if (score === "fRegression") return fRegression(values, target).statistic;
    if (score === "fClasses") return fClasses(values, target).statistic;
    return mutualInformation(values, target, {
      discreteValues: discrete.includes(name),
      discreteTarget: score === "mutualInformationClasses",
      neighbours,
      seed,
    });
  };
  return {
    kind: "selectKBest",
    fit(columns, target) {
      const own = names ?? numberColumnNames(columns);
      if (k > own.length) {
        throw new ArgumentError(
          `selectKBest: k is ${k}, there are ${own.length} columns to choose from; ask for fewer`,
        );
      }
      if (target === undefined || target.length !== columns.rowCount) {
        throw new ArgumentError(
          `selectKBest: needs one target per row, got ${target?.length ?? "none"} for ${columns.rowCount} rows; fit it in a pipeline`,
        );
      }
      const scores = new Map(
        own.map((name) => [name, scoreOf(name, completeNumbers(columns, name, "selectKBest"), target)] as const),
      );
      const rankOf = (name: string): number => {
        const value = scores.get(name) ?? Number.NaN;
        return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
      };
      const ranked = own
        .map((name, place) => ({ name, place }))
        .sort((a, b) => rankOf(b.name) - rankOf(a.name) || b.place - a.place);
      return fittedSelection(
        "selectKBest",
        scores,
        own.filter((name) => !ranked.slice(0, k).some((kept) => kept.name === name)),
      );
    },
  };
}

/** Brings back what `toJSON` of a fitted selectKBest step wrote. */
export function restoreSelectKBest(json: JsonReader): FittedSelection {
  return restoreSelection("selectKBest", json);
}

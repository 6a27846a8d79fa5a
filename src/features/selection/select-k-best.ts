import { checkInteger } from "../../core/check-integer.js";
import { checkKnownValue } from "../../core/check-known-value.js";
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
 * How a column is scored against the target: `fRegression` (linear relation to a number), `fClasses` (means of
 * classes), `mutualInformation` (any relation to a number), `mutualInformationClasses` (any relation to a class).
 */
export type SelectionScore = "fRegression" | "fClasses" | "mutualInformation" | "mutualInformationClasses";

export interface SelectKBestOptions {
  /** Number of columns to select. */
  readonly k: number;
  readonly score: SelectionScore;
  /** Number columns to choose from; others pass through. Default: every number column at fit. */
  readonly columns?: readonly string[] | undefined;
  /** Columns with codes of categories, for mutual information. Default: none. */
  readonly discrete?: readonly string[] | undefined;
  /**
   * Number of nearest neighbors, for mutual information.
   *
   * @default 3
   */
  readonly neighbors?: number | undefined;
  /**
   * Seed of the jitter, for mutual information.
   *
   * @default 0
   */
  readonly seed?: number | undefined;
}

/** A step that selects columns. */
export interface SelectionStep extends Step {
  fit(columns: Columns, target?: Float64Array): FittedSelection;
}

/**
 * A step that selects the k columns with the highest score against the target, in table order; in a tie the later
 * column, as scikit-learn's SelectKBest. Constant columns score lowest. Missing values are refused.
 *
 * Use it in a pipeline, where it is fitted on training rows only; selecting on all rows before a split leaks the test
 * rows.
 *
 * @example selectKBest({ k: 7, score: "mutualInformation" }).kind // "selectKBest"
 */
export function selectKBest(options: SelectKBestOptions): SelectionStep {
  const { k, score, columns: names, discrete = [], neighbors = 3, seed = 0 } = options;
  if (names !== undefined) checkColumnNames("selectKBest", names);
  checkInteger("selectKBest", "k", k, 1, "pass k: 10");
  checkKnownValue("selectKBest", "score", score, [
    "fRegression",
    "fClasses",
    "mutualInformation",
    "mutualInformationClasses",
  ]);
  const getScore = (name: string, values: Float64Array, target: Float64Array): number => {
    if (score === "fRegression") return fRegression(values, target).statistic;
    if (score === "fClasses") return fClasses(values, target).statistic;
    return mutualInformation(values, target, {
      discreteValues: discrete.includes(name),
      discreteTarget: score === "mutualInformationClasses",
      neighbors,
      seed,
    });
  };
  return {
    kind: "selectKBest",
    fit(columns, target) {
      const candidates = names ?? numberColumnNames(columns);
      if (k > candidates.length) {
        throw new ArgumentError(
          `selectKBest: k is ${k} but there are only ${candidates.length} candidate columns; request fewer`,
        );
      }
      if (target === undefined || target.length !== columns.rowCount) {
        throw new ArgumentError(
          `selectKBest: expected one target per row, got ${target?.length ?? "none"} for ${columns.rowCount} rows; fit it in a pipeline`,
        );
      }
      const scores = new Map(
        candidates.map(
          (name) => [name, getScore(name, completeNumbers(columns, name, "selectKBest"), target)] as const,
        ),
      );
      const getRank = (name: string): number => {
        const value = scores.get(name) ?? Number.NaN;
        return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
      };
      const ranked = candidates
        .map((name, index) => ({ name, index }))
        .sort((a, b) => getRank(b.name) - getRank(a.name) || b.index - a.index);
      return fittedSelection(
        "selectKBest",
        scores,
        candidates.filter((name) => !ranked.slice(0, k).some((selected) => selected.name === name)),
      );
    },
  };
}

/** A fitted selectKBest step from its JSON. */
export function restoreSelectKBest(json: JsonReader): FittedSelection {
  return restoreSelection("selectKBest", json);
}

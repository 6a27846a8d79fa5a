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
import type { Step, StepChunks, TargetChunks } from "../step.js";
import { withRows } from "../summarize-chunks.js";
import { type ChunkScorer, classScorer, regressionScorer } from "./chunk-scorers.js";
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

/** A step that selects columns, from chunks too. */
export interface ChunkedSelectionStep extends SelectionStep {
  /** As `fit`, on chunks of rows that need not fit into memory together; each is read once. */
  fitChunks(chunks: StepChunks): Promise<FittedSelection>;
}

/** A step that selects columns by their relation to a target, from chunks too. */
export interface TargetSelectionStep extends SelectionStep {
  /** As `fit`, on chunks of rows that need not fit into memory together; each is read once. */
  fitChunks(chunks: TargetChunks): Promise<FittedSelection>;
}

/**
 * A step that selects the k columns with the highest score against the target, in table order; in a tie the later
 * column, as scikit-learn's SelectKBest. Constant columns score lowest. Missing values are refused.
 *
 * Use it in a pipeline, where it is fitted on training rows only; selecting on all rows before a split leaks the test
 * rows.
 *
 * `fitChunks` learns from chunks `{ columns, target }` of rows that need not fit into memory together, equal to `fit`
 * but for rounding, with the scores `fRegression` and `fClasses`; mutual information compares each row with all others.
 *
 * @example selectKBest({ k: 7, score: "mutualInformation" }).kind // "selectKBest"
 */
export function selectKBest(options: SelectKBestOptions): TargetSelectionStep {
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
  const findCandidates = (columns: Columns): readonly string[] => {
    const candidates = names ?? numberColumnNames(columns);
    if (k > candidates.length) {
      throw new ArgumentError(
        `selectKBest: k is ${k} but there are only ${candidates.length} candidate columns; request fewer`,
      );
    }
    return candidates;
  };
  return {
    kind: "selectKBest",
    fit(columns, target) {
      const candidates = findCandidates(columns);
      const checked = checkTarget(columns, target);
      const scores = candidates.map((name) => getScore(name, completeNumbers(columns, name, "selectKBest"), checked));
      return selectBest(candidates, scores, k);
    },
    async fitChunks(chunks) {
      const isClasses = score === "fClasses";
      if (score !== "fRegression" && !isClasses) {
        throw new ArgumentError(
          `selectKBest: fitChunks: score "${score}" compares each row with all others; fit it on a sample, or use "fRegression" or "fClasses"`,
        );
      }
      let candidates: readonly string[] = [];
      let scorer: ChunkScorer | undefined;
      for await (const { columns, target } of withRows("selectKBest", chunks, (chunk) => chunk.columns)) {
        if (scorer === undefined) {
          candidates = findCandidates(columns);
          scorer = isClasses ? classScorer(candidates.length) : regressionScorer(candidates.length);
        }
        const values = candidates.map((name) => completeNumbers(columns, name, "selectKBest"));
        scorer.add(values, checkTarget(columns, target));
      }
      return selectBest(candidates, scorer?.scores() ?? [], k);
    },
  };
}

function checkTarget(columns: Columns, target: Float64Array | undefined): Float64Array {
  if (target !== undefined && target.length === columns.rowCount) return target;
  throw new ArgumentError(
    `selectKBest: expected one target per row, got ${target?.length ?? "none"} for ${columns.rowCount} rows; fit it in a pipeline`,
  );
}

function selectBest(candidates: readonly string[], scores: readonly number[], k: number): FittedSelection {
  const getRank = (index: number): number => {
    const value = scores[index] ?? Number.NaN;
    return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
  };
  const ranked = candidates.map((_, index) => index).sort((a, b) => getRank(b) - getRank(a) || b - a);
  const selected = new Set(ranked.slice(0, k));
  return fittedSelection(
    "selectKBest",
    new Map(candidates.map((name, index) => [name, scores[index] ?? Number.NaN])),
    candidates.filter((_, index) => !selected.has(index)),
  );
}

/** A fitted selectKBest step from its JSON. */
export function restoreSelectKBest(json: JsonReader): FittedSelection {
  return restoreSelection("selectKBest", json);
}

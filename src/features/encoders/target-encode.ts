import { checkInteger } from "../../core/check-integer.js";
import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { randomSource } from "../../core/random-source.js";
import type { Column, Columns } from "../../table/columns.js";
import { takeRows } from "../../table/take-rows.js";
import { takeValues } from "../../table/take-values.js";
import { withColumns } from "../../table/with-columns.js";
import { checkColumnNames } from "../check-column-names.js";
import type { FittedStep, Step, TargetChunks } from "../step.js";
import { fittedLabelNumbers, type LabelNumbers, restoreLabelNumbers } from "./label-numbers.js";
import { checkedTarget, shrunkMean, tooFewRows } from "./label-targets.js";
import { countLabels, labelCodes, labelColumn } from "./labels.js";
import { type FittedTargetEncode, fitTargetChunks } from "./target-encode-chunks.js";

export interface TargetEncodeOptions {
  /** Category, text or number columns. */
  readonly columns: readonly string[];
  /**
   * Strength of the shrinkage of a label's mean toward the overall mean, as a number of rows, or `auto` for an
   * empirical Bayes estimate from the variances, as scikit-learn's TargetEncoder.
   *
   * @default "auto"
   */
  readonly smooth?: number | "auto" | undefined;
  /**
   * Number of folds for the training rows, each encoded by the other folds.
   *
   * @default 5
   */
  readonly folds?: number | undefined;
  /**
   * Seed of the folds.
   *
   * @default 0
   */
  readonly seed?: number | undefined;
}

/** A step that encodes labels by their targets. */
export interface TargetEncodeStep extends Step {
  /** As `fit`, on chunks of rows that need not fit into memory together; each is read once. */
  fitChunks(chunks: TargetChunks): Promise<FittedTargetEncode>;
}

/**
 * A step that replaces each label with the mean target of its training rows, shrunk toward the overall mean.
 *
 * Training rows are encoded in folds, each by the other folds, so that no row is encoded with its target
 * (cross-fitting). Rows to predict are encoded by all training rows. A label that is not in the training rows gets the
 * overall mean.
 *
 * `fitChunks` learns from chunks `{ columns, target }` of rows that need not fit into memory together, equal to `fit`
 * but for rounding. Train a model on what `transformTraining` of its result yields: it reads the chunks again and
 * encodes them in folds, as a pipeline does in memory, with other folds. Memory grows with the labels, by about 24
 * bytes for each label and fold.
 *
 * @example targetEncode({ columns: ["district"] }).kind // "targetEncode"
 */
export function targetEncode(options: TargetEncodeOptions): TargetEncodeStep {
  const { columns: names, smooth = "auto", folds = 5, seed = 0 } = options;
  checkColumnNames("targetEncode", names);
  if (smooth !== "auto" && !(smooth >= 0 && Number.isFinite(smooth))) {
    throw new ArgumentError(
      `targetEncode: smooth: expected "auto" or a number >= 0, got ${smooth}; leave it out for "auto"`,
    );
  }
  checkInteger("targetEncode", "folds", folds, 2, "pass folds: 5");
  const learnAll = (columns: Columns, target: Float64Array): readonly LabelNumbers[] =>
    names.map((name) => learn(columns, name, target, smooth));
  return {
    kind: "targetEncode",
    fit(columns, target) {
      return fittedLabelNumbers("targetEncode", learnAll(columns, checkedTarget(columns, target)));
    },
    fitChunks: (chunks) => fitTargetChunks(chunks, { names, smooth, folds, seed }),
    transformTraining(_, columns, target) {
      const values = names.map(() => new Float64Array(columns.rowCount));
      for (const { others, held } of assignFolds(columns.rowCount, folds, seed)) {
        const encodings = learnAll(takeRows(columns, others), takeValues(target, others));
        const coded = fittedLabelNumbers("targetEncode", encodings).transform(takeRows(columns, held));
        names.forEach((name, position) => {
          const column = coded.byName.get(name);
          held.forEach((row, index) => {
            const encoded = values[position];
            if (encoded !== undefined && column?.kind === "number") encoded[row] = column.values[index];
          });
        });
      }
      return withColumns(
        columns,
        names.map((name, position): [string, Column] => [
          name,
          { kind: "number", values: values[position] ?? new Float64Array(0) },
        ]),
      );
    },
  };
}

/** A fitted targetEncode step from its JSON. */
export function restoreTargetEncode(json: JsonReader): FittedStep {
  return restoreLabelNumbers("targetEncode", json);
}

function learn(columns: Columns, name: string, target: Float64Array, smooth: number | "auto"): LabelNumbers {
  const column = labelColumn(columns, name, "targetEncode");
  const labels = [...countLabels(column).keys()];
  const codes = labelCodes(column, labels);
  const all = computeMoments(target);
  const sums = labels.map(() => ({ count: 0, total: 0 }));
  codes.forEach((code, row) => {
    const sum = sums[code];
    if (sum === undefined) return;
    sum.count += 1;
    sum.total += target[row] - all.mean;
  });
  const squares = new Float64Array(labels.length);
  codes.forEach((code, row) => {
    const { count = 1, total = 0 } = sums[code] ?? {};
    squares[code] = squares[code] + (target[row] - all.mean - total / count) ** 2;
  });
  const numbers = sums.map((sum, index) => shrunkMean({ ...sum, squares: squares[index] }, all, smooth));
  return { column: name, labels, numbers, other: all.mean };
}

function computeMoments(values: Float64Array): { readonly mean: number; readonly variance: number } {
  const first = values[0] ?? 0;
  const mean = first + values.reduce((total, value) => total + (value - first), 0) / values.length;
  return { mean, variance: values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length };
}

/** Random folds of the rows, each with all other rows. */
function assignFolds(
  rowCount: number,
  folds: number,
  seed: number,
): readonly { readonly held: Int32Array; readonly others: Int32Array }[] {
  if (rowCount < folds) throw tooFewRows(folds, rowCount);
  const order = randomSource(seed, "targetEncode").permutation(rowCount);
  return Array.from({ length: folds }, (_, fold) => ({
    held: order.filter((_, index) => index % folds === fold).sort(),
    others: order.filter((_, index) => index % folds !== fold).sort(),
  }));
}

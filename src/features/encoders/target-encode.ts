import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { randomSource } from "../../core/random-source.js";
import { type Column, type Columns, takeRows, takeValues, withColumns } from "../../table/columns.js";
import { checkColumnNames } from "../check-column-names.js";
import type { FittedStep, Step } from "../step.js";
import { fittedLabelNumbers, type LabelNumbers, restoreLabelNumbers } from "./label-numbers.js";
import { countLabels, labelCodes, labelColumn } from "./labels.js";

export interface TargetEncodeOptions {
  /** Category, text or number columns. */
  readonly columns: readonly string[];
  /**
   * How much a label's mean is drawn to the mean of all rows: the weight of so many rows, or `auto`, which weighs the spread within the
   * label against the spread of all (empirical Bayes), as scikit-learn's TargetEncoder. Default: `auto`.
   */
  readonly smooth?: number | "auto";
  /** Folds in which training rows are encoded by the other rows. Default: 5. */
  readonly folds?: number;
  /** Seed of the folds. Default: 0. */
  readonly seed?: number;
}

/**
 * A step that replaces each label by the mean target of its training rows, drawn towards the mean of all.
 *
 * Training rows are encoded in folds, each by the rows of the other folds, so that no row sees its own target. Rows to predict are
 * encoded by all training rows. A label that training did not see gets the mean of all. Put the rows in no order of their target.
 *
 * @example targetEncode({ columns: ["district"] }).kind // "targetEncode"
 */
export function targetEncode({ columns: names, smooth = "auto", folds = 5, seed = 0 }: TargetEncodeOptions): Step {
  checkColumnNames("targetEncode", names);
  if (smooth !== "auto" && !(smooth >= 0 && Number.isFinite(smooth))) {
    throw new ArgumentError(`targetEncode: smooth must be "auto" or a number of at least 0, got ${smooth}`);
  }
  if (!Number.isInteger(folds) || folds < 2) {
    throw new ArgumentError(`targetEncode: folds must be a whole number of at least 2, got ${folds}`);
  }
  const encodingsOf = (columns: Columns, target: Float64Array): readonly LabelNumbers[] =>
    names.map((name) => learn(columns, name, target, smooth));
  return {
    kind: "targetEncode",
    fit(columns, target) {
      return fittedLabelNumbers("targetEncode", encodingsOf(columns, checkedTarget(columns, target)));
    },
    transformTraining(_, columns, target) {
      const values = names.map(() => new Float64Array(columns.rowCount));
      for (const { others, own } of dealt(columns.rowCount, folds, seed)) {
        const encodings = encodingsOf(takeRows(columns, others), takeValues(target, others));
        const coded = fittedLabelNumbers("targetEncode", encodings).transform(takeRows(columns, own));
        names.forEach((name, place) => {
          const column = coded.byName.get(name);
          own.forEach((row, index) => {
            const list = values[place];
            if (list !== undefined && column?.kind === "number") list[row] = column.values[index];
          });
        });
      }
      return withColumns(
        columns,
        names.map((name, place): [string, Column] => [
          name,
          { kind: "number", values: values[place] ?? new Float64Array(0) },
        ]),
      );
    },
  };
}

/** Brings back what `toJSON` of a fitted targetEncode step wrote. */
export function restoreTargetEncode(json: JsonReader): FittedStep {
  return restoreLabelNumbers("targetEncode", json);
}

function checkedTarget(columns: Columns, target: Float64Array | undefined): Float64Array {
  if (target === undefined || target.length !== columns.rowCount || columns.rowCount === 0) {
    throw new ArgumentError(
      `targetEncode: needs one target per row, got ${target?.length ?? "none"} for ${columns.rowCount} rows; fit it in a pipeline, or give the target to fit`,
    );
  }
  const bad = target.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new ArgumentError(`targetEncode: the target is ${target[bad]} at row index ${bad}; leave it out`);
  return target;
}

function learn(columns: Columns, name: string, target: Float64Array, smooth: number | "auto"): LabelNumbers {
  const column = labelColumn(columns, name, "targetEncode");
  const labels = [...countLabels(column).keys()];
  const codes = labelCodes(column, labels);
  const all = momentsOf(target);
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
  const numbers = sums.map(({ count, total }, place) => {
    if (smooth !== "auto") return all.mean + total / (count + smooth);
    // The share of trust in the label's own mean: rows x spread of all / (rows x spread of all + spread within the label).
    const within = squares[place] / count;
    const trust = all.variance === 0 ? 1 : (all.variance * count) / (all.variance * count + within);
    return all.mean + (trust * total) / count;
  });
  return { column: name, labels, numbers, other: all.mean };
}

function momentsOf(values: Float64Array): { readonly mean: number; readonly variance: number } {
  const first = values[0] ?? 0;
  const mean = first + values.reduce((total, value) => total + (value - first), 0) / values.length;
  return { mean, variance: values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length };
}

/** The rows dealt out at random into folds, each with all other rows. */
function dealt(
  rowCount: number,
  folds: number,
  seed: number,
): readonly { readonly own: Int32Array; readonly others: Int32Array }[] {
  if (rowCount < folds) {
    throw new ArgumentError(`targetEncode: ${folds} folds of ${rowCount} rows leave a fold empty; set fewer folds`);
  }
  const order = randomSource(seed).permutation(rowCount);
  return Array.from({ length: folds }, (_, fold) => ({
    own: order.filter((_, place) => place % folds === fold).sort(),
    others: order.filter((_, place) => place % folds !== fold).sort(),
  }));
}

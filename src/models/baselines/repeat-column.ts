import { checkKnownValue } from "../../core/check-known-value.js";
import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import type { Matrix } from "../../table/matrix.js";
import { checkFeatures, checkFit, getMatrixColumn, refuseWeights } from "../check-fit.js";
import { encodeClasses } from "../encode-classes.js";
import type { FittedModel, Model } from "../model.js";
import type { BaselineOptions } from "./class-baseline.js";

export interface RepeatColumnOptions extends BaselineOptions {
  readonly column: string;
}

/**
 * The baseline that predicts the value of one column, such as last month's price.
 *
 * `predict` refuses missing values in the column.
 *
 * @example repeatColumn({ column: "price_1_month_ago" }).kind // "repeatColumn"
 */
export function repeatColumn({ column, target: targetKind = "number" }: RepeatColumnOptions): Model {
  checkKnownValue("repeatColumn", "target", targetKind, ["number", "class"]);
  return {
    kind: "repeatColumn",
    inputs: [column],
    fit(matrix, target, options) {
      checkFit("repeatColumn", matrix, target);
      refuseWeights("repeatColumn", options);
      getMatrixColumn("repeatColumn", matrix, column);
      const classes = targetKind === "class" ? encodeClasses("repeatColumn", target).classes : undefined;
      return fittedRepeatColumn(matrix.names, column, classes);
    },
  };
}

/** The fitted model that `toJSON` wrote. */
export function restoreRepeatColumn(json: JsonReader): FittedModel {
  const classes = json.has("classes") ? json.numbers("classes") : undefined;
  return fittedRepeatColumn(json.strings("featureNames"), json.string("column"), classes);
}

function fittedRepeatColumn(
  featureNames: readonly string[],
  column: string,
  classes: readonly number[] | undefined,
): FittedModel {
  const predict = (matrix: Matrix): Float64Array => {
    checkFeatures("repeatColumn", featureNames, matrix);
    const values = getMatrixColumn("repeatColumn", matrix, column);
    const bad = values.findIndex((value) => (classes ? !classes.includes(value) : Number.isNaN(value)));
    if (bad >= 0) {
      const fix = classes ? `the classes of training are ${classes.join(", ")}` : "impute it or remove that row";
      throw new ArgumentError(`repeatColumn: column "${column}" is ${values[bad]} at row index ${bad}; ${fix}`);
    }
    return values.slice();
  };
  const common = { kind: "repeatColumn", featureNames, predict };
  if (classes === undefined) {
    return { ...common, toJSON: () => ({ kind: "repeatColumn", featureNames: [...featureNames], column }) };
  }
  return {
    ...common,
    classes,
    probabilities(matrix) {
      const values = predict(matrix);
      return classes.map((known) => values.map((value) => (value === known ? 1 : 0)));
    },
    toJSON: () => ({ kind: "repeatColumn", featureNames: [...featureNames], column, classes: [...classes] }),
  };
}

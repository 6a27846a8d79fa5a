import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { checkFeatures, checkFit, matrixColumn, refuseWeights } from "../check-fit.js";
import type { FittedModel, Model } from "../model.js";

/**
 * The baseline that predicts the value of one column, such as last month's price: nothing changes.
 *
 * A missing value in the column at prediction is refused.
 *
 * @example repeatColumn({ column: "price_1_month_ago" }).kind // "repeatColumn"
 */
export function repeatColumn({ column }: { readonly column: string }): Model {
  return {
    kind: "repeatColumn",
    inputs: [column],
    fit(matrix, target, options) {
      checkFit("repeatColumn", matrix, target);
      refuseWeights("repeatColumn", options);
      matrixColumn("repeatColumn", matrix, column);
      return fittedRepeatColumn(matrix.names, column);
    },
  };
}

/** Brings back what `toJSON` of a fitted repeatColumn wrote. */
export function restoreRepeatColumn(json: JsonReader): FittedModel {
  return fittedRepeatColumn(json.strings("featureNames"), json.string("column"));
}

function fittedRepeatColumn(featureNames: readonly string[], column: string): FittedModel {
  return {
    kind: "repeatColumn",
    featureNames,
    predict(matrix) {
      checkFeatures("repeatColumn", featureNames, matrix);
      const values = matrixColumn("repeatColumn", matrix, column);
      const bad = values.findIndex((value) => Number.isNaN(value));
      if (bad >= 0)
        throw new ArgumentError(`repeatColumn: column "${column}" is missing at row index ${bad}; leave that row out`);
      return values.slice();
    },
    toJSON: () => ({ kind: "repeatColumn", featureNames: [...featureNames], column }),
  };
}

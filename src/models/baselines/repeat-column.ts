import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { checkFeatures, checkFit, getMatrixColumn, refuseWeights } from "../check-fit.js";
import type { FittedModel, Model } from "../model.js";

/**
 * The baseline that predicts the value of one column, such as last month's price.
 *
 * `predict` refuses missing values in the column.
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
      getMatrixColumn("repeatColumn", matrix, column);
      return fittedRepeatColumn(matrix.names, column);
    },
  };
}

/** The fitted model that `toJSON` wrote. */
export function restoreRepeatColumn(json: JsonReader): FittedModel {
  return fittedRepeatColumn(json.strings("featureNames"), json.string("column"));
}

function fittedRepeatColumn(featureNames: readonly string[], column: string): FittedModel {
  return {
    kind: "repeatColumn",
    featureNames,
    predict(matrix) {
      checkFeatures("repeatColumn", featureNames, matrix);
      const values = getMatrixColumn("repeatColumn", matrix, column);
      const bad = values.findIndex((value) => Number.isNaN(value));
      if (bad >= 0)
        throw new ArgumentError(
          `repeatColumn: column "${column}" is missing at row index ${bad}; impute it or remove that row`,
        );
      return values.slice();
    },
    toJSON: () => ({ kind: "repeatColumn", featureNames: [...featureNames], column }),
  };
}

import { ArgumentError } from "../../core/errors.js";
import { checkFeatures, checkFit } from "../check-fit.js";
import { logLoss } from "../metrics/log-loss.js";
import { meanAbsoluteError } from "../metrics/mean-absolute-error.js";
import { pinballLoss } from "../metrics/pinball-loss.js";
import { rmse } from "../metrics/rmse.js";
import type { FitOptions } from "../model.js";
import { type BoostedTreesShape, fillCells, outcomesOf } from "./boosted-trees.js";
import { addTreeValues, type Tree } from "./tree.js";

/**
 * Gives a function that adds a round's trees to the answers for the validation rows and tells their error: RMSE, mean absolute
 * error, pinball loss or log loss, by the objective.
 */
export function watchValidation(
  shape: BoostedTreesShape,
  { matrix, target }: NonNullable<FitOptions["validation"]>,
): (trees: readonly Tree[]) => number {
  const { featureNames, classes, offsets } = shape;
  checkFeatures("gradientBoosting: validation", featureNames, matrix);
  checkFit("gradientBoosting: validation", matrix, target);
  const actual = classes.length === 0 ? target : target.map((value) => classes.indexOf(value));
  const stray = actual.indexOf(-1);
  if (classes.length > 0 && stray >= 0) {
    throw new ArgumentError(
      `gradientBoosting: validation: the target is ${target[stray]} at row index ${stray}, training has ${classes.join(", ")}`,
    );
  }
  const cells = new Float32Array(matrix.rowCount * featureNames.length);
  fillCells(cells, matrix, 0, matrix.rowCount);
  const answers = offsets.map(() => new Float32Array(matrix.rowCount));
  return (trees) => {
    trees.forEach((tree, output) => {
      addTreeValues(tree, cells, featureNames.length, answers[output]);
    });
    const margins = answers.map((own, output) => Float64Array.from(own, (answer) => offsets[output] + answer));
    return errorOf(shape, actual, margins);
  };
}

function errorOf(shape: BoostedTreesShape, actual: Float64Array, margins: readonly Float64Array[]): number {
  const own = margins[0];
  switch (shape.objective) {
    case "squared":
      return rmse(actual, own);
    case "absolute":
      return meanAbsoluteError(actual, own);
    case "quantile":
      return pinballLoss(actual, own, { quantile: shape.quantile });
    case "logistic":
    case "softmax":
      return logLoss(actual, outcomesOf(shape.objective, margins));
  }
}

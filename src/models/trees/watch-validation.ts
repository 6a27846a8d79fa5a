import { ArgumentError } from "../../core/errors.js";
import { mapNumbers } from "../../core/map-numbers.js";
import { checkFeatures, checkFit } from "../check-fit.js";
import { logLoss } from "../metrics/log-loss.js";
import { meanAbsoluteError } from "../metrics/mean-absolute-error.js";
import { pinballLoss } from "../metrics/pinball-loss.js";
import { rmse } from "../metrics/rmse.js";
import type { FitOptions } from "../model.js";
import { type BoostedTreesShape, fillCells, toProbabilities } from "./boosted-trees.js";
import { addTreeValues, type Tree } from "./tree.js";

/**
 * A function that adds a round's trees to the scores of the validation rows and returns their error: RMSE, mean
 * absolute error, pinball loss or log loss, by the objective.
 */
export function watchValidation(
  shape: BoostedTreesShape,
  { matrix, target }: NonNullable<FitOptions["validation"]>,
): (trees: readonly Tree[]) => number {
  const { featureNames, classes, offsets } = shape;
  checkFeatures("gradientBoosting: validation", featureNames, matrix);
  checkFit("gradientBoosting: validation", matrix, target);
  const actual = classes.length === 0 ? target : target.map((value) => classes.indexOf(value));
  const unknown = actual.indexOf(-1);
  if (classes.length > 0 && unknown >= 0) {
    throw new ArgumentError(
      `gradientBoosting: the validation target is ${target[unknown]} at row index ${unknown}; the classes of training are ${classes.join(", ")}`,
    );
  }
  const cells = new Float32Array(matrix.rowCount * featureNames.length);
  fillCells(cells, matrix, 0, matrix.rowCount);
  const scores = offsets.map(() => new Float32Array(matrix.rowCount));
  return (trees) => {
    trees.forEach((tree, output) => {
      addTreeValues(tree, cells, featureNames.length, scores[output]);
    });
    const margins = scores.map((outputScores, output) => mapNumbers(outputScores, (score) => offsets[output] + score));
    return computeError(shape, actual, margins);
  };
}

function computeError(shape: BoostedTreesShape, actual: Float64Array, margins: readonly Float64Array[]): number {
  const predicted = margins[0];
  switch (shape.objective) {
    case "squared":
      return rmse(actual, predicted);
    case "absolute":
      return meanAbsoluteError(actual, predicted);
    case "quantile":
      return pinballLoss(actual, predicted, { quantile: shape.quantile });
    case "logistic":
    case "softmax":
      return logLoss(actual, toProbabilities(shape.objective, margins), { allowClasses: true });
  }
}

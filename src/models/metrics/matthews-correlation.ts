import { confusionMatrix } from "./confusion-matrix.js";

/**
 * Matthews correlation of actual and predicted classes, for any number of classes (Gorodkin's R_K): 1 is perfect, 0 as
 * good as chance. It is robust to rare classes. 0 when actual or predicted values have a single class.
 *
 * @example matthewsCorrelation([0, 0, 1, 1], [0, 1, 1, 1]) // 0.5773502691896258
 */
export function matthewsCorrelation(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  const { counts } = confusionMatrix(actual, predicted);
  const rowCount = actual.length;
  let correct = 0;
  let cross = 0;
  let actualSquares = 0;
  let predictedSquares = 0;
  counts.forEach((row, index) => {
    const ofActual = row.reduce((total, count) => total + count, 0);
    const ofPredicted = counts.reduce((total, other) => total + (other[index] ?? 0), 0);
    correct += row[index] ?? 0;
    cross += ofActual * ofPredicted;
    actualSquares += ofActual ** 2;
    predictedSquares += ofPredicted ** 2;
  });
  const spread = Math.sqrt((rowCount ** 2 - actualSquares) * (rowCount ** 2 - predictedSquares));
  return spread === 0 ? 0 : (correct * rowCount - cross) / spread;
}

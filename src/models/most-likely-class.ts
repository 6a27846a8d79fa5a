import { mapNumbers } from "../core/map-numbers.js";
/** The class with the highest probability in each row; of equal ones the first. */
export function mostLikelyClass(classes: readonly number[], probabilities: readonly Float64Array[]): Float64Array {
  return mapNumbers(probabilities[0] ?? [], (_, row) => {
    let best = 0;
    probabilities.forEach((column, index) => {
      if (column[row] > probabilities[best][row]) best = index;
    });
    return classes[best];
  });
}

/** Replaces the scores of each row with probabilities: exp(x) / sum of exp(x), after subtracting the largest score. */
export function softmaxRows(columns: readonly Float64Array[]): void {
  const rowCount = columns[0]?.length ?? 0;
  for (let row = 0; row < rowCount; row++) {
    let largest = Number.NEGATIVE_INFINITY;
    for (const column of columns) largest = Math.max(largest, column[row]);
    let total = 0;
    for (const column of columns) {
      const value = Math.exp(column[row] - largest);
      column[row] = value;
      total += value;
    }
    for (const column of columns) column[row] = column[row] / total;
  }
}

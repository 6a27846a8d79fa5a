/** Products of the deviations of columns, from any number of chunks. */
export interface CoMoments {
  /** Rows so far. */
  readonly count: number;
  /** Adds rows: an array for each column, without missing values. */
  add(columns: readonly Float64Array[]): void;
  /** Pearson's correlation of two columns; NaN when one is constant. */
  correlation(one: number, other: number): number;
}

/** The products of `width` columns, those of chunks merged as by Chan, Golub and LeVeque (1983). */
export function coMoments(width: number): CoMoments {
  const means = new Float64Array(width);
  const products = new Float64Array(width * width);
  let count = 0;
  return {
    get count() {
      return count;
    },
    add(columns) {
      const added = columns[0]?.length ?? 0;
      if (added === 0) return;
      const share = added / (count + added);
      const centered = columns.map(center);
      const differences = centered.map(({ mean }, column) => mean - means[column]);
      for (let one = 0; one < width; one++) {
        for (let other = 0; other <= one; other++) {
          products[one * width + other] +=
            sumProducts(centered[one].values, centered[other].values) +
            differences[one] * differences[other] * count * share;
        }
      }
      differences.forEach((difference, column) => {
        means[column] = count === 0 ? centered[column].mean : means[column] + difference * share;
      });
      count += added;
    },
    correlation(one, other) {
      const [squares, otherSquares] = [products[one * width + one], products[other * width + other]];
      if (squares === 0 || otherSquares === 0) return Number.NaN;
      const product = products[Math.max(one, other) * width + Math.min(one, other)];
      return Math.max(-1, Math.min(1, product / Math.sqrt(squares) / Math.sqrt(otherSquares)));
    },
  };
}

/** The mean, and the differences from it; precise for values that are large and close together. */
function center(values: Float64Array): { readonly mean: number; readonly values: Float64Array } {
  const shifted = values.map((value) => value - values[0]);
  const rest = shifted.reduce((total, value) => total + value, 0) / values.length;
  return { mean: values[0] + rest, values: shifted.map((value) => value - rest) };
}

function sumProducts(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < one.length; row++) sum += one[row] * other[row];
  return sum;
}

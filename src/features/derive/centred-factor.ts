import { householder } from "../../stats/linear/householder.js";

/** The triangular factor of columns minus their means, from any number of chunks. */
export interface CentredFactor {
  /** Rows so far. */
  readonly count: number;
  readonly means: readonly number[];
  /** Columns with the lengths and angles of the centred columns, of at most as many rows as there are columns. */
  readonly columns: readonly Float64Array[];
  /** Adds rows: an array for each column, without missing values. */
  add(columns: readonly Float64Array[]): void;
}

/**
 * The factor R of a QR decomposition, to which each chunk is appended. Centred rows of two means are the rows of both
 * and one more: the difference of the means, weighted as by Chan, Golub and LeVeque (1983). Unlike sums of products it
 * loses no digits of columns that nearly depend on others.
 */
export function centredFactor(width: number): CentredFactor {
  let count = 0;
  // Means are differences from the first row, which have more digits than means of large values.
  let origins: readonly number[] = new Array<number>(width).fill(0);
  let means = origins;
  let columns: readonly Float64Array[] = means.map(() => new Float64Array(0));
  return {
    get count() {
      return count;
    },
    get means() {
      return means.map((mean, column) => origins[column] + mean);
    },
    get columns() {
      return columns;
    },
    add(chunk) {
      const added = chunk[0]?.length ?? 0;
      if (added === 0) return;
      if (count === 0) origins = chunk.map((values) => values[0]);
      const share = added / (count + added);
      const shifted = chunk.map((values, column) => values.map((value) => value - origins[column]));
      const differences = shifted.map((values, column) => shiftedMean(values) - means[column]);
      columns = triangle(
        shifted.map((values, column) => {
          const centre = means[column] + differences[column];
          const { length } = columns[column];
          const rows = new Float64Array(length + added + 1);
          rows.set(columns[column]);
          for (let row = 0; row < added; row++) rows[length + row] = values[row] - centre;
          rows[length + added] = Math.sqrt(count * share) * differences[column];
          return rows;
        }),
      );
      means = means.map((mean, column) => mean + differences[column] * (count === 0 ? 1 : share));
      count += added;
    },
  };
}

/** The mean, precise for values that are large and close together. */
export function shiftedMean(values: Float64Array): number {
  const first = values[0] ?? Number.NaN;
  return first + values.reduce((total, value) => total + (value - first), 0) / values.length;
}

function triangle(columns: readonly Float64Array[]): readonly Float64Array[] {
  const { rank, order, lengths, triangle: entry } = householder(columns, 0);
  return columns.map((_, column) => {
    const position = order.indexOf(column);
    const rows = new Float64Array(rank);
    for (let row = 0; row < Math.min(rank, position + 1); row++) rows[row] = entry(row, position) * lengths[column];
    return rows;
  });
}

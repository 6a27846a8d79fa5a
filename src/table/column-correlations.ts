/** How two columns of numbers go together. */
export interface ColumnCorrelation {
  readonly one: string;
  readonly other: string;
  /** Pearson's, over the rows that have both. */
  readonly correlation: number;
  /** Rows that have both, of those looked at. */
  readonly rows: number;
}

const mostRows = 100_000;
const mostColumns = 40;

/**
 * Pearson's correlation of every two of the columns (the first 40), the strongest first. Of more than 100,000 rows only
 * as many are looked at, evenly spread; missing cells are NaN, and pairs in which a side does not vary are left out.
 *
 * @example columnCorrelations([["a", Float64Array.of(1, 2, 3)], ["b", Float64Array.of(2, 4, 6)]])[0]?.rows // 3
 */
export function columnCorrelations(
  columns: readonly (readonly [string, Float64Array])[],
): readonly ColumnCorrelation[] {
  const moved = columns.slice(0, mostColumns).map(([name, values]) => [name, spreadAround(values)] as const);
  const found: ColumnCorrelation[] = [];
  moved.forEach(([one, own], index) => {
    for (const [other, others] of moved.slice(index + 1)) {
      const { value, rows } = correlated(own, others);
      if (Number.isFinite(value)) found.push({ one, other, correlation: value, rows });
    }
  });
  return found.sort((first, second) => Math.abs(second.correlation) - Math.abs(first.correlation));
}

/** Evenly spread rows, less their mean, so that sums of squares keep their digits far from 0. */
function spreadAround(values: Float64Array): Float64Array {
  const step = Math.max(1, Math.ceil(values.length / mostRows));
  const some = new Float64Array(Math.ceil(values.length / step));
  let sum = 0;
  let count = 0;
  for (let index = 0; index < some.length; index++) {
    const value = values[index * step] as number;
    some[index] = value;
    if (!Number.isFinite(value)) continue;
    sum += value;
    count += 1;
  }
  const mean = sum / count;
  return some.map((value) => value - mean);
}

function correlated(own: Float64Array, others: Float64Array): { readonly value: number; readonly rows: number } {
  let [rows, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < own.length; row++) {
    const a = own[row] as number;
    const b = others[row] as number;
    if (!Number.isFinite(a) || !Number.isFinite(b)) continue;
    rows += 1;
    x += a;
    y += b;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  const [varies, othersVary] = [xx - (x * x) / rows, yy - (y * y) / rows];
  if (rows < 3 || !(varies > 1e-12 * xx) || !(othersVary > 1e-12 * yy)) return { value: Number.NaN, rows };
  const value = (xy - (x * y) / rows) / Math.sqrt(varies) / Math.sqrt(othersVary);
  return { value: Math.max(-1, Math.min(1, value)), rows };
}

/** Numbers in ascending order, each for `counts` values of a sample at about its rank. */
export interface QuantileSketch {
  readonly values: readonly number[];
  readonly counts: readonly number[];
}

/** Values of at least one hundredth of the rows are stored as they are, the others as medians of hundredths. */
const parts = 100;

/**
 * A sketch of ascending values: ranks are off by at most 0.5 % of the sample, frequent values, the smallest and the
 * largest are exact. Up to 100 distinct values are stored with their counts.
 *
 * @example quantileSketch(Float64Array.of(1, 1, 2)) // { values: [1, 2], counts: [2, 1] }
 */
export function quantileSketch(sorted: Float64Array): QuantileSketch {
  const values: number[] = [];
  const counts: number[] = [];
  for (let row = 0; row < sorted.length; row++) {
    const value = sorted[row] as number;
    if (value === values.at(-1)) counts[counts.length - 1] = (counts.at(-1) as number) + 1;
    else {
      values.push(value);
      counts.push(1);
    }
  }
  return compress(values, counts);
}

/**
 * The sketch of several samples together; ranks are off by 0.5 % more than in the worst of them.
 *
 * @example mergeSketches([{ values: [1], counts: [2] }, { values: [1, 3], counts: [1, 1] }]).counts // [3, 1]
 */
export function mergeSketches(sketches: readonly QuantileSketch[]): QuantileSketch {
  const found = new Map<number, number>();
  for (const { values, counts } of sketches)
    values.forEach((value, index) => {
      found.set(value, (found.get(value) ?? 0) + (counts[index] ?? 0));
    });
  const values = [...found.keys()].sort((a, b) => a - b);
  return compress(
    values,
    values.map((value) => found.get(value) ?? 0),
  );
}

function compress(values: readonly number[], counts: readonly number[]): QuantileSketch {
  if (values.length <= parts) return { values, counts };
  const size = counts.reduce((sum, count) => sum + count, 0) / parts;
  const sketch: { readonly values: number[]; readonly counts: number[] } = { values: [], counts: [] };
  let [from, rows] = [0, 0];
  const close = (to: number): void => {
    if (rows === 0) return;
    let [middle, before] = [from, counts[from] as number];
    while (before < rows / 2 && middle < to - 1) before += counts[++middle] as number;
    sketch.values.push(Number((values[middle] as number).toPrecision(7)));
    sketch.counts.push(rows);
  };
  const last = values.length - 1;
  for (let index = 0; index <= last; index++) {
    const count = counts[index] as number;
    const isExact = index === 0 || index === last || count >= size;
    if (isExact || rows + count > size) {
      close(index);
      [from, rows] = [index, 0];
    }
    if (isExact) {
      sketch.values.push(values[index] as number);
      sketch.counts.push(count);
      from = index + 1;
    } else rows += count;
  }
  return sketch;
}

/**
 * The exact p-value of the two-sided two-sample Kolmogorov-Smirnov test for samples of `first` and `second` values, by
 * counting lattice paths (Hodges 1958; SciPy's `method="exact"`). Time grows with first * second * statistic.
 *
 * @example exactKolmogorovSmirnov(0.5, 4, 4) // 0.7714285714285716
 */
export function exactKolmogorovSmirnov(statistic: number, first: number, second: number): number {
  const larger = Math.max(first, second);
  const smaller = Math.min(first, second);
  const divisor = greatestCommonDivisor(larger, smaller);
  const steps = Math.round(statistic * ((larger / divisor) * smaller));
  if (steps === 0) return 1;
  const pValue = larger === smaller ? outsideSquare(larger, steps) : outsideBand(larger, smaller, divisor, steps);
  return Math.min(Math.max(pValue, 0), 1);
}

/** Equal sizes: the reflection formula 2 (A0 - A1 + A2 - ...), factored so that no terms cancel. */
function outsideSquare(size: number, steps: number): number {
  let pValue = 0;
  for (let reflection = Math.floor(size / steps); reflection >= 0; reflection--) {
    let factor = 1;
    for (let step = 0; step < steps; step++) {
      factor *= (size - reflection * steps - step) / (size + reflection * steps + step + 1);
    }
    pValue = factor * (1 - pValue);
  }
  return 2 * pValue;
}

/**
 * Different sizes: the share of paths that leave the band, column by column. An entry is the share of the paths to that
 * point that have left the band; entries outside the band are 1.
 */
function outsideBand(larger: number, smaller: number, divisor: number, steps: number): number {
  const stepUp = larger / divisor;
  const stepAlong = smaller / divisor;
  let from = 0;
  let to = Math.min(Math.ceil(steps / stepUp), smaller + 1);
  const left = new Float64Array(smaller + 2).fill(1);
  left.fill(0, from, to);
  for (let column = 1; column <= larger; column++) {
    const before = from;
    from = Math.min(Math.max(Math.floor((stepAlong * column - steps) / stepUp) + 1, 0), smaller);
    const until = to;
    to = Math.min(Math.ceil((stepAlong * column + steps) / stepUp), smaller + 1);
    if (to <= from) return 1;
    left.fill(1, before, from);
    left.fill(1, until, to);
    let value = from === 0 ? 0 : 1;
    for (let row = from; row < to; row++) {
      value = (left[row] * column + value * row) / (column + row);
      left[row] = value;
    }
  }
  return left[to - 1];
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * The exact chance that two samples of one distribution, `first` and `second` values large, lie at least `statistic` apart
 * (two-sided Kolmogorov-Smirnov), by counting lattice paths (Hodges 1958; SciPy's `method="exact"`).
 * Time grows with first * second * statistic.
 *
 * @example exactKolmogorovSmirnov(0.5, 4, 4) // 0.7714285714285716
 */
export function exactKolmogorovSmirnov(statistic: number, first: number, second: number): number {
  const larger = Math.max(first, second);
  const smaller = Math.min(first, second);
  const divisor = greatestCommonDivisor(larger, smaller);
  const steps = Math.round(statistic * ((larger / divisor) * smaller));
  if (steps === 0) return 1;
  const chance = larger === smaller ? outsideSquare(larger, steps) : outsideBand(larger, smaller, divisor, steps);
  return Math.min(Math.max(chance, 0), 1);
}

/** Equal sizes: the reflection formula 2 (A0 - A1 + A2 - ...), factored so that nothing cancels. */
function outsideSquare(size: number, steps: number): number {
  let chance = 0;
  for (let reflection = Math.floor(size / steps); reflection >= 0; reflection--) {
    let factor = 1;
    for (let step = 0; step < steps; step++) {
      factor *= (size - reflection * steps - step) / (size + reflection * steps + step + 1);
    }
    chance = factor * (1 - chance);
  }
  return 2 * chance;
}

/**
 * Different sizes: the share of paths that leave the band, column by column. Each entry is the share of paths to that point
 * that have left the band already; entries outside the band are 1.
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

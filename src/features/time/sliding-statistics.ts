/** Statistics of the window before each value. */
export interface SlidingStatistics {
  readonly mean: Float64Array;
  /** Sample standard deviation; NaN for one value. */
  readonly deviation: Float64Array;
  readonly minimum: Float64Array;
  readonly maximum: Float64Array;
}

/**
 * Statistics of the values at most `window` positions before each value, the value itself not included; with
 * `includeRow`, of the value and those less than `window` positions before it. NaN values are ignored, and with fewer
 * than `minimumCount` the result is NaN. Positions ascend.
 *
 * A queue of two stacks: the statistics of a window are those of an older part, precomputed from its end backwards,
 * merged with those of a newer part. Values are never subtracted again, so nothing cancels, and time is linear. Means
 * and variances are merged as by Chan, Golub and LeVeque (1983).
 *
 * @example
 * const [values, positions] = [Float64Array.of(1, 3, 5), Float64Array.of(0, 1, 2)];
 * slidingStatistics(values, positions, { window: 2, minimumCount: 1 }).mean // [NaN, 1, 2]
 */
export function slidingStatistics(
  values: Float64Array,
  positions: Float64Array,
  {
    window,
    minimumCount,
    includeRow = false,
  }: { readonly window: number; readonly minimumCount: number; readonly includeRow?: boolean },
): SlidingStatistics {
  const { length } = values;
  const result = {
    mean: new Float64Array(length).fill(Number.NaN),
    deviation: new Float64Array(length).fill(Number.NaN),
    minimum: new Float64Array(length).fill(Number.NaN),
    maximum: new Float64Array(length).fill(Number.NaN),
  };
  // Means are precise for values that are large and close together when they are relative to one of them.
  const origin = values.find((value) => Number.isFinite(value)) ?? 0;
  const older = createParts(length);
  const newer = createParts(1);
  let [start, split] = [0, 0];
  clearPart(newer, 0);
  const reach = includeRow ? window - 1 : window;
  for (let row = 0; row < length; row++) {
    while (start < row && positions[start] < positions[row] - reach - 1e-6) {
      if (start === split) split = moveToOlder(older, newer, values, origin, start, row);
      start++;
    }
    if (includeRow) addValue(newer, 0, values[row], origin);
    const merged = start < split ? start : -1;
    const count = newer.count[0] + (merged < 0 ? 0 : older.count[merged]);
    if (count >= minimumCount) writeStatistics(result, row, older, merged, newer, origin, count);
    if (!includeRow) addValue(newer, 0, values[row], origin);
  }
  return result;
}

/** Running statistics of parts of the window; means are relative to the origin. */
interface Parts {
  readonly count: Float64Array;
  readonly mean: Float64Array;
  readonly squares: Float64Array;
  readonly minimum: Float64Array;
  readonly maximum: Float64Array;
}

function createParts(length: number): Parts {
  const array = (): Float64Array => new Float64Array(length);
  return { count: array(), mean: array(), squares: array(), minimum: array(), maximum: array() };
}

function clearPart(parts: Parts, index: number): void {
  parts.count[index] = 0;
  parts.mean[index] = 0;
  parts.squares[index] = 0;
  parts.minimum[index] = Number.POSITIVE_INFINITY;
  parts.maximum[index] = Number.NEGATIVE_INFINITY;
}

/** Welford's update; NaN is ignored. */
function addValue(parts: Parts, index: number, value: number, origin: number): void {
  if (Number.isNaN(value)) return;
  const count = parts.count[index] + 1;
  const difference = value - origin - parts.mean[index];
  parts.count[index] = count;
  parts.mean[index] += difference / count;
  parts.squares[index] += difference * (value - origin - parts.mean[index]);
  if (value < parts.minimum[index]) parts.minimum[index] = value;
  if (value > parts.maximum[index]) parts.maximum[index] = value;
}

/** Computes the older part for every start from `end - 1` back to `start`, and empties the newer part. */
function moveToOlder(
  older: Parts,
  newer: Parts,
  values: Float64Array,
  origin: number,
  start: number,
  end: number,
): number {
  clearPart(newer, 0);
  for (let row = end - 1; row >= start; row--) {
    addValue(newer, 0, values[row], origin);
    older.count[row] = newer.count[0];
    older.mean[row] = newer.mean[0];
    older.squares[row] = newer.squares[0];
    older.minimum[row] = newer.minimum[0];
    older.maximum[row] = newer.maximum[0];
  }
  clearPart(newer, 0);
  return end;
}

function writeStatistics(
  result: SlidingStatistics,
  row: number,
  older: Parts,
  merged: number,
  newer: Parts,
  origin: number,
  count: number,
): void {
  let [mean, squares] = [newer.mean[0], newer.squares[0]];
  let [minimum, maximum] = [newer.minimum[0], newer.maximum[0]];
  if (merged >= 0) {
    const [first, second] = [older.count[merged], newer.count[0]];
    const difference = mean - older.mean[merged];
    mean = first === 0 ? mean : older.mean[merged] + (difference * second) / count;
    squares += older.squares[merged] + (difference * difference * first * second) / count;
    if (older.minimum[merged] < minimum) minimum = older.minimum[merged];
    if (older.maximum[merged] > maximum) maximum = older.maximum[merged];
  }
  result.mean[row] = origin + mean;
  if (count > 1) result.deviation[row] = Math.sqrt(squares / (count - 1));
  result.minimum[row] = minimum;
  result.maximum[row] = maximum;
}

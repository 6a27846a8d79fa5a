/**
 * For each point of the plane the distance to its k-th nearest other point, by the larger of both differences.
 *
 * Points are cut into strips along the first list, each sorted along the second. From a point one walks outwards in its own strip and in
 * those beside it, until the next point, or the next strip, is farther away than the k-th so far.
 */
export function nearestRadii(xs: Float64Array, ys: Float64Array, neighbours: number): Float64Array {
  const count = xs.length;
  const order = Int32Array.from({ length: count }, (_, row) => row).sort((a, b) => xs[a] - xs[b]);
  const stripRows = Math.max(8, Math.ceil(Math.sqrt(count * neighbours)));
  const x = Float64Array.from(order, (row) => xs[row]);
  const starts: number[] = [];
  for (let start = 0; start < count; start += stripRows) {
    starts.push(start);
    order.subarray(start, start + stripRows).sort((a, b) => ys[a] - ys[b]);
  }
  const strips: Strips = {
    starts,
    lows: Float64Array.from(starts, (start) => x[start]),
    highs: Float64Array.from(starts, (start) => x[Math.min(start + stripRows, count) - 1]),
    x: Float64Array.from(order, (row) => xs[row]),
    y: Float64Array.from(order, (row) => ys[row]),
    nearest: new Float64Array(neighbours),
  };
  const radii = new Float64Array(count);
  starts.forEach((start, strip) => {
    for (let place = start; place < Math.min(start + stripRows, count); place++) {
      radii[order[place]] = radiusOf(strips, strip, place);
    }
  });
  return radii;
}

interface Strips {
  /** First place of each strip. */
  readonly starts: readonly number[];
  /** Smallest and largest x of each strip. */
  readonly lows: Float64Array;
  readonly highs: Float64Array;
  /** Points strip by strip, along y within each. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Room for the smallest distances, ascending. */
  readonly nearest: Float64Array;
}

function radiusOf(strips: Strips, strip: number, place: number): number {
  const { starts, lows, highs, x, y, nearest } = strips;
  const last = nearest.length - 1;
  const [ownX, ownY] = [x[place], y[place]];
  nearest.fill(Number.POSITIVE_INFINITY);
  walk(strips, starts[strip], starts[strip + 1] ?? x.length, ownX, ownY, place - 1, place + 1);
  let [left, right] = [strip - 1, strip + 1];
  for (;;) {
    const toLeft = left >= 0 ? ownX - highs[left] : Number.POSITIVE_INFINITY;
    const toRight = right < starts.length ? lows[right] - ownX : Number.POSITIVE_INFINITY;
    if (Math.min(toLeft, toRight) >= nearest[last]) return nearest[last];
    const next = toLeft <= toRight ? left-- : right++;
    const [from, to] = [starts[next], starts[next + 1] ?? x.length];
    let [low, high] = [from, to];
    while (low < high) {
      const half = (low + high) >> 1;
      if (y[half] < ownY) low = half + 1;
      else high = half;
    }
    walk(strips, from, to, ownX, ownY, low - 1, low);
  }
}

/** Looks at a strip's points outwards along y from between two places. */
function walk(
  { x, y, nearest }: Strips,
  from: number,
  to: number,
  ownX: number,
  ownY: number,
  down: number,
  up: number,
): void {
  const last = nearest.length - 1;
  let farthest = nearest[last];
  for (let place = up; place < to; place++) {
    const along = y[place] - ownY;
    if (along >= farthest) break;
    const distance = Math.max(along, Math.abs(x[place] - ownX));
    if (distance >= farthest) continue;
    insert(nearest, distance);
    farthest = nearest[last];
  }
  for (let place = down; place >= from; place--) {
    const along = ownY - y[place];
    if (along >= farthest) break;
    const distance = Math.max(along, Math.abs(x[place] - ownX));
    if (distance >= farthest) continue;
    insert(nearest, distance);
    farthest = nearest[last];
  }
}

/** Keeps the smallest distances in ascending order; `distance` is below the last of them. */
function insert(nearest: Float64Array, distance: number): void {
  let place = nearest.length - 1;
  for (; place > 0 && nearest[place - 1] > distance; place--) nearest[place] = nearest[place - 1];
  nearest[place] = distance;
}

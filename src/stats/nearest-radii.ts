import { mapNumbers, rowNumbers } from "../core/map-numbers.js";
/**
 * For each point of the plane the distance to its k-th nearest neighbor, by the larger of both differences (Chebyshev
 * distance).
 *
 * Points are divided into strips along x, each sorted along y. The search goes outwards from a point in its strip and
 * in the adjacent ones, until the next point or strip is farther away than the k-th nearest so far.
 *
 * @example nearestRadii(Float64Array.of(0, 1, 5), Float64Array.of(0, 0, 0), 1) // [1, 1, 4]
 */
export function nearestRadii(xs: Float64Array, ys: Float64Array, neighbors: number): Float64Array {
  const count = xs.length;
  const order = rowNumbers(count).sort((a, b) => xs[a] - xs[b]);
  const stripRows = Math.max(8, Math.ceil(Math.sqrt(count * neighbors)));
  const x = mapNumbers(order, (row) => xs[row]);
  const starts: number[] = [];
  for (let start = 0; start < count; start += stripRows) {
    starts.push(start);
    order.subarray(start, start + stripRows).sort((a, b) => ys[a] - ys[b]);
  }
  const strips: Strips = {
    starts,
    lows: mapNumbers(starts, (start) => x[start]),
    highs: mapNumbers(starts, (start) => x[Math.min(start + stripRows, count) - 1]),
    x: mapNumbers(order, (row) => xs[row]),
    y: mapNumbers(order, (row) => ys[row]),
    nearest: new Float64Array(neighbors),
  };
  const radii = new Float64Array(count);
  starts.forEach((start, strip) => {
    for (let point = start; point < Math.min(start + stripRows, count); point++) {
      radii[order[point]] = findRadius(strips, strip, point);
    }
  });
  return radii;
}

interface Strips {
  /** Index of the first point of each strip. */
  readonly starts: readonly number[];
  /** Smallest and largest x of each strip. */
  readonly lows: Float64Array;
  readonly highs: Float64Array;
  /** Points by strip, sorted along y within each. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Buffer for the smallest distances, ascending. */
  readonly nearest: Float64Array;
}

function findRadius(strips: Strips, strip: number, point: number): number {
  const { starts, lows, highs, x, y, nearest } = strips;
  const last = nearest.length - 1;
  const [pointX, pointY] = [x[point], y[point]];
  nearest.fill(Number.POSITIVE_INFINITY);
  walk(strips, starts[strip], starts[strip + 1] ?? x.length, pointX, pointY, point - 1, point + 1);
  let [left, right] = [strip - 1, strip + 1];
  for (;;) {
    const toLeft = left >= 0 ? pointX - highs[left] : Number.POSITIVE_INFINITY;
    const toRight = right < starts.length ? lows[right] - pointX : Number.POSITIVE_INFINITY;
    if (Math.min(toLeft, toRight) >= nearest[last]) return nearest[last];
    const next = toLeft <= toRight ? left-- : right++;
    const [from, to] = [starts[next], starts[next + 1] ?? x.length];
    let [low, high] = [from, to];
    while (low < high) {
      const half = (low + high) >> 1;
      if (y[half] < pointY) low = half + 1;
      else high = half;
    }
    walk(strips, from, to, pointX, pointY, low - 1, low);
  }
}

/** Visits a strip's points outwards along y, from `down` and from `up`. */
function walk(
  { x, y, nearest }: Strips,
  from: number,
  to: number,
  pointX: number,
  pointY: number,
  down: number,
  up: number,
): void {
  const last = nearest.length - 1;
  let farthest = nearest[last];
  for (let point = up; point < to; point++) {
    const along = y[point] - pointY;
    if (along >= farthest) break;
    const distance = Math.max(along, Math.abs(x[point] - pointX));
    if (distance >= farthest) continue;
    insert(nearest, distance);
    farthest = nearest[last];
  }
  for (let point = down; point >= from; point--) {
    const along = pointY - y[point];
    if (along >= farthest) break;
    const distance = Math.max(along, Math.abs(x[point] - pointX));
    if (distance >= farthest) continue;
    insert(nearest, distance);
    farthest = nearest[last];
  }
}

/** Inserts `distance`, which is below the last, into the ascending distances. */
function insert(nearest: Float64Array, distance: number): void {
  let index = nearest.length - 1;
  for (; index > 0 && nearest[index - 1] > distance; index--) nearest[index] = nearest[index - 1];
  nearest[index] = distance;
}

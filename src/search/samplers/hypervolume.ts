import { compareRows, dominates } from "../pareto-ranks.js";

/**
 * The hypervolume between the points and `reference`, smaller coordinates being better. Exact, by the WFG algorithm
 * (While, Bradstreet and Barone 2012). Infinite when a coordinate of the reference is.
 *
 * @example hypervolume([[1, 2], [2, 1]], [3, 3]) // 3
 */
export function hypervolume(points: readonly (readonly number[])[], reference: readonly number[]): number {
  if (!reference.every(Number.isFinite)) return Number.POSITIVE_INFINITY;
  const volume = finiteHypervolume(points, reference);
  return Number.isNaN(volume) ? Number.POSITIVE_INFINITY : volume;
}

function finiteHypervolume(points: readonly (readonly number[])[], reference: readonly number[]): number {
  const front = uniqueFront(points);
  let total = 0;
  for (const [index, point] of front.entries()) {
    const shared = front
      .slice(index + 1)
      .map((other) => other.map((value, index) => Math.max(value, point[index] ?? value)));
    total += boxVolume(point, reference) - (shared.length === 0 ? 0 : finiteHypervolume(shared, reference));
  }
  return total;
}

/** Volume between one point and the reference. */
export function boxVolume(point: readonly number[], reference: readonly number[]): number {
  return point.reduce((product, value, axis) => product * (reference[axis] - value), 1);
}

/** The non-dominated points without duplicates. */
function uniqueFront(points: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const front: (readonly number[])[] = [];
  for (const point of [...points].sort(compareRows)) {
    const last = front.at(-1);
    if (last !== undefined && compareRows(last, point) === 0) continue;
    if (!front.some((other) => dominates(other, point))) front.push(point);
  }
  return front;
}

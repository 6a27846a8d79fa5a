import { compareRows, dominates } from "../pareto-ranks.js";

/**
 * Volume of the space that lies between the points and `reference`: of all that is at least as large as some point and at most the
 * reference, smaller coordinates being better. Exact, by taking away what each point shares with those after it (While, Bradstreet and
 * Barone, 2012). Infinite where a coordinate of the reference is.
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
      .map((other) => other.map((value, place) => Math.max(value, point[place] ?? value)));
    total += boxVolume(point, reference) - (shared.length === 0 ? 0 : finiteHypervolume(shared, reference));
  }
  return total;
}

/** Volume between one point and the reference. */
export function boxVolume(point: readonly number[], reference: readonly number[]): number {
  return point.reduce((product, value, place) => product * (reference[place] - value), 1);
}

/** The points that no other dominates, each once. */
function uniqueFront(points: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const front: (readonly number[])[] = [];
  for (const point of [...points].sort(compareRows)) {
    const last = front.at(-1);
    if (last !== undefined && compareRows(last, point) === 0) continue;
    if (!front.some((other) => dominates(other, point))) front.push(point);
  }
  return front;
}

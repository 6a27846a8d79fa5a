/**
 * Rank of each point by non-dominated sorting, smaller coordinates being better: 0 for the Pareto front, 1 for the front of the
 * others, and so on. A point is dominated when another is no worse in every coordinate and better in one; equal points share a rank.
 *
 * @example paretoRanks([[1, 2], [2, 1], [2, 2], [3, 3]]) // [0, 0, 1, 2]
 */
export function paretoRanks(points: readonly (readonly number[])[]): readonly number[] {
  const ranks = new Array<number>(points.length).fill(0);
  // In this order a point is dominated only by earlier ones.
  let rest = Array.from(points.keys()).sort((a, b) => compareRows(points[a] ?? [], points[b] ?? []));
  for (let rank = 0; rest.length > 0; rank++) {
    const front: number[] = [];
    const behind: number[] = [];
    for (const index of rest) {
      const isBehind = front.some((other) => dominates(points[other] ?? [], points[index] ?? []));
      (isBehind ? behind : front).push(index);
    }
    for (const index of front) ranks[index] = rank;
    rest = behind;
  }
  return ranks;
}

/** Whether `a` is no worse than `b` in every coordinate and better in one. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  return a.every((value, place) => value <= b[place]) && a.some((value, place) => value < b[place]);
}

/** Lexicographic order; unlike a difference it orders infinities. */
export function compareRows(a: readonly number[], b: readonly number[]): number {
  for (const [place, value] of a.entries()) {
    const other = b[place];
    if (value < other) return -1;
    if (value > other) return 1;
  }
  return 0;
}

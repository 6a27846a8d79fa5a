/**
 * The rank of each point by non-dominated sorting, smaller coordinates being better: 0 for the Pareto front, 1 for the
 * front of the remaining points, and so on. A point is dominated when another is at least as good in every coordinate
 * and better in one; equal points have the same rank.
 *
 * @example paretoRanks([[1, 2], [2, 1], [2, 2], [3, 3]]) // [0, 0, 1, 2]
 */
export function paretoRanks(points: readonly (readonly number[])[]): readonly number[] {
  const ranks = new Array<number>(points.length).fill(0);
  // In lexicographic order a point can only be dominated by earlier ones.
  let rest = Array.from(points.keys()).sort((a, b) => compareRows(points[a] ?? [], points[b] ?? []));
  for (let rank = 0; rest.length > 0; rank++) {
    const front: number[] = [];
    const dominated: number[] = [];
    for (const index of rest) {
      const isDominated = front.some((other) => dominates(points[other] ?? [], points[index] ?? []));
      (isDominated ? dominated : front).push(index);
    }
    for (const index of front) ranks[index] = rank;
    rest = dominated;
  }
  return ranks;
}

/** Whether `a` is at least as good as `b` in every coordinate and better in one. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  return a.every((value, index) => value <= b[index]) && a.some((value, index) => value < b[index]);
}

/** Lexicographic order; unlike a difference it orders infinite values. */
export function compareRows(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const other = b[index];
    if (value < other) return -1;
    if (value > other) return 1;
  }
  return 0;
}

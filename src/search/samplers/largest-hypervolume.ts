import { compareRows } from "../pareto-ranks.js";
import { boxVolume, hypervolume } from "./hypervolume.js";

/**
 * The indexes of `count` points that together have a large hypervolume, by Optuna's greedy subset selection: each time
 * the point that adds most, in a tie the first in lexicographic order. Duplicate points come last.
 *
 * @example largestHypervolume([[1, 4], [2, 2], [4, 1]], 1, [5, 5]) // [1]
 */
export function largestHypervolume(
  points: readonly (readonly number[])[],
  count: number,
  reference: readonly number[],
): readonly number[] {
  if (count >= points.length) return Array.from(points.keys());
  const order = Array.from(points.keys()).sort((a, b) => compareRows(points[a] ?? [], points[b] ?? []) || a - b);
  const isRepeat = (position: number): boolean =>
    position > 0 && compareRows(points[order[position - 1]] ?? [], points[order[position]] ?? []) === 0;
  const unique = order.filter((_, position) => !isRepeat(position));
  if (unique.length < count) {
    const repeats = Array.from(points.keys()).filter((index) => !unique.includes(index));
    return [...unique, ...repeats.slice(0, count - unique.length)];
  }
  if (!reference.every(Number.isFinite)) return unique.slice(0, count);
  return greedy(points, unique, count, reference);
}

function greedy(
  points: readonly (readonly number[])[],
  candidates: readonly number[],
  count: number,
  reference: readonly number[],
): readonly number[] {
  const chosen: number[] = [];
  const rest = [...candidates];
  // The gain of a point never grows, so an earlier gain is an upper bound that saves most computations.
  const gains = new Map(rest.map((index) => [index, boxVolume(points[index] ?? [], reference)]));
  let covered = 0;
  while (chosen.length < count) {
    const rows = chosen.map((index) => points[index] ?? []);
    let best = rest[0];
    let largest = Number.NEGATIVE_INFINITY;
    for (const index of [...rest].sort((a, b) => (gains.get(b) ?? 0) - (gains.get(a) ?? 0))) {
      if ((gains.get(index) ?? 0) < largest) break;
      const gain =
        chosen.length === 0
          ? (gains.get(index) ?? 0)
          : hypervolume([...rows, points[index] ?? []], reference) - covered;
      gains.set(index, gain);
      if (gain > largest || (gain === largest && rest.indexOf(index) < rest.indexOf(best))) {
        best = index;
        largest = gain;
      }
    }
    covered += largest;
    chosen.push(best);
    rest.splice(rest.indexOf(best), 1);
  }
  return chosen;
}

import { compareRows } from "../pareto-ranks.js";
import { boxVolume, hypervolume } from "./hypervolume.js";

/**
 * Places of the `count` points that together cover much of the hypervolume, chosen one after the other, each the one that adds most:
 * Optuna's greedy subset selection. Of equal gains the first in lexicographic order wins; repeated points come last.
 */
export function largestHypervolume(
  points: readonly (readonly number[])[],
  count: number,
  reference: readonly number[],
): readonly number[] {
  if (count >= points.length) return Array.from(points.keys());
  const order = Array.from(points.keys()).sort((a, b) => compareRows(points[a] ?? [], points[b] ?? []) || a - b);
  const isRepeat = (place: number): boolean =>
    place > 0 && compareRows(points[order[place - 1]] ?? [], points[order[place]] ?? []) === 0;
  const unique = order.filter((_, place) => !isRepeat(place));
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
  // What a point adds never grows, so a gain known from before is a bound that spares most of the computations.
  const gains = new Map(rest.map((index) => [index, boxVolume(points[index] ?? [], reference)]));
  let covered = 0;
  while (chosen.length < count) {
    const rows = chosen.map((index) => points[index] ?? []);
    let best = rest[0];
    let most = Number.NEGATIVE_INFINITY;
    for (const index of [...rest].sort((a, b) => (gains.get(b) ?? 0) - (gains.get(a) ?? 0))) {
      if ((gains.get(index) ?? 0) < most) break;
      const gain =
        chosen.length === 0
          ? (gains.get(index) ?? 0)
          : hypervolume([...rows, points[index] ?? []], reference) - covered;
      gains.set(index, gain);
      if (gain > most || (gain === most && rest.indexOf(index) < rest.indexOf(best))) {
        best = index;
        most = gain;
      }
    }
    covered += most;
    chosen.push(best);
    rest.splice(rest.indexOf(best), 1);
  }
  return chosen;
}

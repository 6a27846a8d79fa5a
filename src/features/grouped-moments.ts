import { type Moments, mergeMoments, noMoments } from "./column-moments.js";

/** Moments of values by group and fold, from any number of chunks. */
export interface GroupedMoments {
  /** Adds values, each with the number of its group and of its fold. */
  add(groups: Int32Array, folds: Int32Array, values: Float64Array): void;
  /** The moments of a group's values, without those of the fold `left`. */
  merged(group: number, left?: number): Moments;
}

/** No moments yet; updated value by value (Welford, 1962), so that chunks do not change them. */
export function groupedMoments(foldCount: number): GroupedMoments {
  let [counts, means, squares] = [new Float64Array(0), new Float64Array(0), new Float64Array(0)];
  const reserve = (length: number): void => {
    if (length <= counts.length) return;
    const grow = (values: Float64Array): Float64Array<ArrayBuffer> => {
      const longer = new Float64Array(2 * length);
      longer.set(values);
      return longer;
    };
    [counts, means, squares] = [grow(counts), grow(means), grow(squares)];
  };
  return {
    add(groups, folds, values) {
      reserve((groups.reduce((largest, group) => Math.max(largest, group), 0) + 1) * foldCount);
      for (let row = 0; row < groups.length; row++) {
        const slot = groups[row] * foldCount + folds[row];
        counts[slot] += 1;
        const difference = values[row] - means[slot];
        means[slot] += difference / counts[slot];
        squares[slot] += difference * (values[row] - means[slot]);
      }
    },
    merged(group, left = -1) {
      let merged = noMoments;
      for (let fold = 0; fold < foldCount; fold++) {
        if (fold === left) continue;
        const slot = group * foldCount + fold;
        merged = mergeMoments(merged, { count: counts[slot], mean: means[slot], squares: squares[slot] });
      }
      return merged;
    },
  };
}

import { fromSortKey, missingKey, sortedKeys, sortKeys, type ValueCounts } from "./distinct-values.js";

/** Values of a column seen so far, with memory that does not grow with the rows. */
export interface ValueSketch {
  /** Takes more values; NaN is missing. */
  add(values: Float32Array): void;
  /**
   * The different values and how often each occurs, of more than the sketch holds one for each run of neighbours, and
   * whether any was missing. The sketch is empty afterwards.
   */
  finish(): ValueCounts & { readonly missing: boolean };
}

/**
 * Different values that a sketch holds after it was made smaller: none has more than this share of the rows unless it
 * is frequent.
 */
const mostValues = 65_536;
/** Values that wait until they are merged into the sketch. */
const mostWaiting = 1 << 20;

/**
 * A sketch of a column's values. Up to 2^20 values, or 65,536 different ones, are counted exactly. More are merged: a
 * value with 1 / 65,536 of the rows stays, rarer neighbours are represented by the largest of them, so that a rank is
 * off by at most 1 / 65,536 of the rows for each 2^20 values taken: 0.08 % after 50 million. The smallest and largest
 * value are exact.
 */
export function valueSketch(): ValueSketch {
  let merged: Counted = { keys: new Uint32Array(0), counts: new Float64Array(0) };
  let waiting: Float32Array[] = [];
  let count = 0;
  let missing = false;
  let isExact = true;
  const merge = (): void => {
    if (count === 0) return;
    const all = new Float32Array(count);
    let start = 0;
    for (const values of waiting) {
      all.set(values, start);
      start += values.length;
    }
    waiting = [];
    count = 0;
    const added = countKeys(sortedKeys(sortKeys(all)));
    missing ||= added.missing;
    merged = mergeCounted(merged, added);
    if (!isExact) merged = shrink(merged);
  };
  return {
    add(values) {
      if (count > 0 && count + values.length > mostWaiting) {
        isExact = false;
        merge();
      }
      waiting.push(values.slice());
      count += values.length;
    },
    finish() {
      merge();
      const { keys, counts } = merged;
      merged = { keys: new Uint32Array(0), counts: new Float64Array(0) };
      const distinct = new Float32Array(keys.length);
      const bits = new Int32Array(distinct.buffer);
      for (let index = 0; index < bits.length; index++) bits[index] = fromSortKey(keys[index]);
      return { distinct, counts: Int32Array.from(counts), missing };
    },
  };
}

/** Keys of values, ascending, and the number of rows of each. */
interface Counted {
  readonly keys: Uint32Array;
  readonly counts: Float64Array;
}

function countKeys(sorted: Uint32Array): Counted & { readonly missing: boolean } {
  const keys = new Uint32Array(sorted.length);
  const counts = new Float64Array(sorted.length);
  let next = 0;
  for (let position = 0; position < sorted.length; position++) {
    const key = sorted[position];
    if (key === missingKey) return { ...cut(keys, counts, next), missing: true };
    if (next === 0 || key !== keys[next - 1]) keys[next++] = key;
    counts[next - 1]++;
  }
  return { ...cut(keys, counts, next), missing: false };
}

const cut = (keys: Uint32Array, counts: Float64Array, end: number): Counted => ({
  keys: keys.subarray(0, end),
  counts: counts.subarray(0, end),
});

function mergeCounted(a: Counted, b: Counted): Counted {
  if (a.keys.length === 0) return b;
  const keys = new Uint32Array(a.keys.length + b.keys.length);
  const counts = new Float64Array(keys.length);
  let [i, j, next] = [0, 0, 0];
  while (i < a.keys.length || j < b.keys.length) {
    const first = i < a.keys.length ? a.keys[i] : missingKey;
    const second = j < b.keys.length ? b.keys[j] : missingKey;
    const key = Math.min(first, second);
    keys[next] = key;
    if (first === key) counts[next] += a.counts[i++];
    if (second === key) counts[next] += b.counts[j++];
    next++;
  }
  return { keys: keys.slice(0, next), counts: counts.slice(0, next) };
}

/** Merges runs of rare neighbours into their largest where there are too many values. */
function shrink(counted: Counted): Counted {
  const { keys, counts } = counted;
  if (keys.length <= mostValues) return counted;
  let total = 0;
  for (let index = 0; index < counts.length; index++) total += counts[index];
  const share = total / mostValues;
  const [newKeys, newCounts] = [new Uint32Array(keys.length), new Float64Array(keys.length)];
  let next = 0;
  let rows = 0;
  for (let index = 0; index < keys.length; index++) {
    rows += counts[index];
    const isFrequent = counts[index] >= share;
    const nextIsLarge = index + 1 < keys.length && rows + counts[index + 1] > share;
    if (index > 0 && index + 1 < keys.length && !isFrequent && !nextIsLarge) continue;
    newKeys[next] = keys[index];
    newCounts[next++] = rows;
    rows = 0;
  }
  return { keys: newKeys.slice(0, next), counts: newCounts.slice(0, next) };
}

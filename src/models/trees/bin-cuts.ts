import type { ValueCounts } from "./distinct-values.js";

/**
 * The float32 thresholds that cut a column into at most `maxBins` bins; a value belongs to bin `count of thresholds <=
 * value`.
 *
 * Up to `maxBins` distinct values each get a bin of their own, with the threshold half way between neighbours. With
 * more, each bin holds about the same number of rows, and a value with enough rows for a bin has one to itself.
 */
export function binCuts({ distinct, counts }: ValueCounts, maxBins: number): Float32Array {
  if (distinct.length <= 1) return new Float32Array(0);
  if (distinct.length <= maxBins) {
    const cuts = new Float32Array(distinct.length - 1);
    for (let index = 0; index < cuts.length; index++) {
      cuts[index] = between(distinct[index], distinct[index + 1]);
    }
    return cuts;
  }
  return quantileCuts(distinct, counts, maxBins);
}

/** The smallest sensible float32 above `low` and not above `high`: half way, or `high` itself. */
function between(low: number, high: number): number {
  const middle = Math.fround(low / 2 + high / 2);
  return middle > low && middle <= high ? middle : high;
}

function quantileCuts(distinct: Float32Array, counts: Int32Array, maxBins: number): Float32Array {
  let rowsLeft = 0;
  for (let index = 0; index < counts.length; index++) rowsLeft += counts[index];
  const fairShare = rowsLeft / maxBins;
  let binsLeft = maxBins;
  for (let index = 0; index < counts.length; index++) {
    const count = counts[index];
    if (count < fairShare) continue;
    rowsLeft -= count;
    binsLeft -= 1;
  }
  let mean = rowsLeft / binsLeft;
  const cuts: number[] = [];
  let inBin = 0;
  for (let index = 0; index + 1 < distinct.length && cuts.length + 1 < maxBins; index++) {
    const count = counts[index];
    const isLarge = count >= fairShare;
    if (!isLarge) rowsLeft -= count;
    inBin += count;
    const beforeLarge = counts[index + 1] >= fairShare && inBin >= Math.max(1, mean / 2);
    if (!isLarge && inBin < mean && !beforeLarge) continue;
    cuts.push(between(distinct[index], distinct[index + 1]));
    inBin = 0;
    if (isLarge) continue;
    binsLeft -= 1;
    mean = rowsLeft / binsLeft;
  }
  return Float32Array.from(cuts);
}

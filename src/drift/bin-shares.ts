import { allIntegers } from "../stats/all-integers.js";
import { countInBins } from "../stats/count-in-bins.js";
import { sturgesEdges } from "../stats/sturges-edges.js";
import { presentCount } from "./sample.js";
import { distinctInSample, type SamplePair, valueCounts } from "./sample-pair.js";

/** A reference sample with more distinct numbers than this is cut into intervals. */
const mostSeparateValues = 20;

/** Shares of each sample over common bins. */
export interface BinShares {
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

/**
 * The bins that the binned methods compare, as Evidently draws them: Sturges' intervals over both samples together when
 * the reference has more than 20 distinct numbers, else one bin per distinct value. A number column counts as integers
 * when all its values are.
 */
export function binShares(pair: SamplePair): BinShares {
  const counts = binCounts(pair);
  const [first, second] = [presentCount(pair.reference), presentCount(pair.current)];
  return {
    reference: counts.reference.map((count) => count / first),
    current: counts.current.map((count) => count / second),
  };
}

function binCounts(pair: SamplePair): BinShares {
  if (pair.kind === "category" || distinctInSample(pair.reference, mostSeparateValues + 1) <= mostSeparateValues) {
    return valueCounts(pair);
  }
  const before = pair.reference.sorted;
  const after = pair.current.sorted;
  const low = Math.min(before[0], after[0]);
  const high = Math.max(before.at(-1) as number, after.at(-1) as number);
  const edges = sturgesEdges(low, high, before.length + after.length, {
    integers: allIntegers(before) && allIntegers(after),
  });
  return { reference: countInBins(before, edges), current: countInBins(after, edges) };
}

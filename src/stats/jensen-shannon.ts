import { checkSameBins } from "./check-same-bins.js";

/**
 * Jensen-Shannon distance between two binned distributions: the square root of the divergence in nats, 0..0.8326, as
 * `scipy.spatial.distance.jensenshannon`. Shares or counts over the same bins; each side is scaled to a total of 1.
 * Empty bins stay empty.
 *
 * @throws ArgumentError when the bins differ or a side is empty
 *
 * @example jensenShannon([1, 0], [0, 1]) // 0.8326
 */
export function jensenShannon(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  checkSameBins("jensenShannon", reference, current);
  const [first, second] = [total(reference), total(current)];
  let fromReference = 0;
  let fromCurrent = 0;
  for (let bin = 0; bin < reference.length; bin++) {
    const before = reference[bin] / first;
    const after = current[bin] / second;
    const middle = (before + after) / 2;
    if (before > 0) fromReference += before * Math.log(before / middle);
    if (after > 0) fromCurrent += after * Math.log(after / middle);
  }
  return Math.sqrt(Math.max(fromReference + fromCurrent, 0) / 2);
}

function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let bin = 0; bin < values.length; bin++) sum += values[bin];
  return sum;
}

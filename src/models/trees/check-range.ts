import { ArgumentError } from "../../core/errors.js";

/** Training rows whose gradients are stored as float32. */
export interface RangedRows {
  readonly target: Float64Array;
  readonly weights: Float64Array | undefined;
  /** Whether the target is a class, whose gradients do not depend on its values. */
  readonly isClass: boolean;
}

/** Limits of sums, and of differences, in float32, with a margin for rounding. */
const [largest, smallest] = [1e38, 1e-37];

/**
 * A power of 2 by which gains are multiplied so that they can be stored as float32: 1 unless the squares of the target
 * or its weights are very large or small. Importance is a ratio of gains and does not depend on it.
 *
 * @throws ArgumentError for a target or weights whose gradients are outside the range of float32
 */
export function checkRange(caller: string, { target, weights, isClass }: RangedRows): number {
  let [low, high, heaviest, total] = [target[0], target[0], 1, 0];
  for (let row = 0; row < target.length; row++) {
    if (target[row] < low) low = target[row];
    if (target[row] > high) high = target[row];
    const weight = weights === undefined ? 1 : weights[row];
    if (weight > heaviest) heaviest = weight;
    total += weight;
  }
  if (!(total <= largest)) {
    throw new ArgumentError(
      `${caller}: the weights add up to ${total}, the maximum is ${largest}; divide them by a constant`,
    );
  }
  const spread = isClass ? 1 : high - low;
  if (!(spread * heaviest <= largest) || (spread > 0 && spread < smallest)) {
    const weighted = heaviest > 1 ? `, and weights are up to ${heaviest}` : "";
    throw new ArgumentError(
      `${caller}: the target is from ${low} to ${high}${weighted}, outside the range of float32; multiply the target by a constant`,
    );
  }
  const bound = total * spread ** 2;
  return bound === 0 || (bound >= 1e-25 && bound <= largest) ? 1 : 2 ** -Math.round(Math.log2(bound));
}

import type { Split } from "./time-split.js";

/**
 * A sentence when a split lets the model learn from rows later than rows it is tested on, or undefined when it does
 * not.
 *
 * @example shuffledDatesWarning({ train: Int32Array.of(0, 2), test: Int32Array.of(1) }, Float64Array.of(1, 2, 3)) === undefined // false
 */
export function shuffledDatesWarning({ train, test }: Split, times: Float64Array): string | undefined {
  let firstTest = Number.POSITIVE_INFINITY;
  for (const row of test) {
    const time = times[row];
    if (time < firstTest) firstTest = time;
  }
  let later = 0;
  for (const row of train) if (times[row] > firstTest) later += 1;
  if (later === 0) return undefined;
  const share = Math.max(1, Math.round((100 * later) / train.length));
  return `${later} of ${train.length} training rows (${share} %) are later than the first test row, so the score says how well gaps are filled, not how well the future is predicted; use timeSplit for that`;
}

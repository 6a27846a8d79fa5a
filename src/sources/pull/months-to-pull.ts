import { checkInteger } from "../../core/check-integer.js";
import { ArgumentError } from "../../core/errors.js";
import { trailingMonths } from "./trailing-months.js";

/** Window of an incremental pull. */
export interface MonthsToPullOptions {
  /** The last month to have, such as the last complete one: `2018-02`. */
  readonly until: string;
  /** The last month of an earlier pull; undefined or null for the first pull. */
  readonly last?: string | null | undefined;
  /** Number of months in the window; the first pull requests all of them. @default 12 */
  readonly window?: number | undefined;
  /** Number of months before the new ones that are requested again, for late rows. @default 1 */
  readonly lookback?: number | undefined;
}

/**
 * The months that an incremental pull requests, oldest first: the full window at first, later the new months and
 * `lookback` months before them. A month that has not changed makes no new version.
 *
 * @throws ArgumentError for an invalid month, window or lookback.
 * @example monthsToPull({ until: "2018-02", last: "2018-01" }) // ["2018-01", "2018-02"]
 */
export function monthsToPull({ until, last, window = 12, lookback = 1 }: MonthsToPullOptions): readonly string[] {
  checkInteger("monthsToPull", "lookback", lookback, 0, "pass lookback: 0 for none");
  const all = trailingMonths(until, window);
  if (last === undefined || last === null) return all;
  if (last > until) {
    throw new ArgumentError(
      `monthsToPull: until (${until}) is before the last month pulled (${last}); use a later month`,
    );
  }
  const again = lookback === 0 ? [] : trailingMonths(last, lookback);
  return all.filter((month) => month > last || again.includes(month));
}

import { ArgumentError } from "../../core/errors.js";
import { trailingMonths } from "./trailing-months.js";

/** Which months are asked for. */
export interface MonthsToPullOptions {
  /** The last month to have, such as the last whole one: `2018-02`. */
  readonly until: string;
  /** The last month of an earlier pull; undefined or null at the first. */
  readonly last?: string | null | undefined;
  /** Months in the window; default 12. The first pull asks for all of them. */
  readonly window?: number;
  /** Months before the new ones that are asked again, for late rows; default 1. */
  readonly lookback?: number;
}

/**
 * The months that an incremental pull asks for, oldest first: at first the whole window, later the new ones and `lookback` before them.
 * What is in already and has not changed makes no new version, so asking once more does no harm.
 *
 * @example monthsToPull({ until: "2018-02", last: "2018-01" }) // ["2018-01", "2018-02"]
 */
export function monthsToPull({ until, last, window = 12, lookback = 1 }: MonthsToPullOptions): readonly string[] {
  if (!Number.isInteger(lookback) || lookback < 0) {
    throw new ArgumentError(`monthsToPull: lookback must be a whole number from 0 on, got ${lookback}`);
  }
  const all = trailingMonths(until, window);
  if (last === undefined || last === null) return all;
  if (last > until) {
    throw new ArgumentError(`monthsToPull: ${last} is in already, which is after ${until}; name a later month`);
  }
  const again = lookback === 0 ? [] : trailingMonths(last, lookback);
  return all.filter((month) => month > last || again.includes(month));
}

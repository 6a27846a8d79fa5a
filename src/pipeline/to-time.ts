import { ArgumentError } from "../core/errors.js";

/**
 * A cutoff as milliseconds since 1970: a number as it is, a date such as "2016-01-01" or "2016-01-01T06:00" read as
 * wall-clock time like time columns.
 * @throws ArgumentError for a string that is not a date
 * @example toTime("timeSplit", "1970-01-02") // 86400000
 */
export function toTime(caller: string, cutoff: number | string): number {
  if (typeof cutoff === "number") return cutoff;
  const time = Date.parse(/T|:/.test(cutoff) ? `${cutoff.replace(" ", "T")}Z` : cutoff);
  if (!Number.isNaN(time) && /^\d{4}-\d{2}/.test(cutoff)) return time;
  throw new ArgumentError(`${caller}: invalid cutoff "${cutoff}"; write "2016-01-01" or "2016-01-01T06:00"`);
}

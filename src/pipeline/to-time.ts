import { ArgumentError } from "../core/errors.js";
import { parseUtcTime } from "../core/parse-utc-time.js";

/**
 * A cutoff as milliseconds since 1970: a number as it is, a date such as "2016-01-01" or "2016-01-01T06:00" read as
 * wall-clock time like time columns.
 * @throws ArgumentError for a string that is not a date, or a date that does not exist
 * @example toTime("timeSplit", "1970-01-02") // 86400000
 */
export function toTime(caller: string, cutoff: number | string): number {
  if (typeof cutoff === "number") return cutoff;
  const hasOffset = /:.*([zZ]|[+-]\d\d(:?\d\d)?)$/.test(cutoff);
  const time = hasOffset ? undefined : parseUtcTime(/^\d{4}-\d{2}$/.test(cutoff) ? `${cutoff}-01` : cutoff);
  if (time !== undefined) return time;
  throw new ArgumentError(`${caller}: invalid cutoff "${cutoff}"; write "2016-01-01" or "2016-01-01T06:00"`);
}

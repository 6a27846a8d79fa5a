import { checkInteger } from "../../core/check-integer.js";
import { addMonths, monthsBetween } from "../../core/months.js";

/**
 * The `count` months up to and including `last`, oldest first: a rolling window, and the names of its pieces and
 * partitions.
 *
 * @throws ArgumentError for an invalid month or count.
 * @example trailingMonths("2018-02", 3) // ["2017-12", "2018-01", "2018-02"]
 */
export function trailingMonths(last: string, count: number): readonly string[] {
  checkInteger("trailingMonths", "count", count, 1, "pass count: 12");
  return monthsBetween(addMonths(last, 1 - count, "trailingMonths"), last);
}

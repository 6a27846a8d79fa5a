import { checkInteger } from "./check-integer.js";
import { ArgumentError } from "./errors.js";

/**
 * The month, in UTC, of a time in milliseconds.
 *
 * @example toMonth(Date.UTC(2020, 2, 31)) // "2020-03"
 */
export function toMonth(time: number): string {
  return new Date(time).toISOString().slice(0, 7);
}

/**
 * The months from January of year 0 to the month, in UTC, of a time in milliseconds.
 *
 * @example toMonthIndex(Date.UTC(2020, 2, 31)) // 24242
 */
export function toMonthIndex(time: number): number {
  const date = new Date(time);
  return 12 * date.getUTCFullYear() + date.getUTCMonth();
}

/**
 * The first moment of a month, in milliseconds (UTC); `caller` is the function that errors name.
 *
 * @throws ArgumentError for an invalid month.
 * @example monthStart("2020-03") // 1583020800000
 */
export function monthStart(month: string, caller = "monthStart"): number {
  const [, year, number] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month) ?? [];
  if (year === undefined || number === undefined) {
    throw new ArgumentError(
      `${caller}: expected a month such as 2020-03, got ${JSON.stringify(month)}; write the year, a hyphen and the month`,
    );
  }
  return Date.parse(`${month}-01T00:00:00Z`);
}

/**
 * The month that is `count` months later, or earlier for a negative count.
 *
 * @throws ArgumentError for an invalid month.
 * @example addMonths("2020-01", -1) // "2019-12"
 */
export function addMonths(month: string, count: number, caller = "addMonths"): string {
  const date = new Date(monthStart(month, caller));
  return toMonth(date.setUTCMonth(date.getUTCMonth() + count));
}

/**
 * Every `step`th month from the first to the last, both included; none when the first is later.
 *
 * @throws ArgumentError for an invalid month or step.
 * @example monthsBetween("2019-12", "2020-02") // ["2019-12", "2020-01", "2020-02"]
 */
export function monthsBetween(first: string, last: string, step = 1): readonly string[] {
  checkInteger("monthsBetween", "step", step, 1, "pass 1 for every month");
  monthStart(last, "monthsBetween");
  const months: string[] = [];
  for (let month = first; month <= last; month = addMonths(month, step, "monthsBetween")) months.push(month);
  return months;
}

import { ArgumentError } from "../../core/errors.js";

/**
 * The `count` months up to and including `last`, oldest first: a rolling window, and the names of its pieces and partitions.
 *
 * @throws ArgumentError for an invalid month or count.
 * @example trailingMonths("2018-02", 3) // ["2017-12", "2018-01", "2018-02"]
 */
export function trailingMonths(last: string, count: number): readonly string[] {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(last) ?? [];
  if (year === undefined || month === undefined) {
    throw new ArgumentError(`trailingMonths: expected a month like 2018-02, got ${JSON.stringify(last)}`);
  }
  if (!Number.isInteger(count) || count < 1) {
    throw new ArgumentError(`trailingMonths: count must be an integer >= 1, got ${count}`);
  }
  const end = Number(year) * 12 + Number(month) - 1;
  return Array.from({ length: count }, (_, index) => {
    const at = end - count + 1 + index;
    return `${String(Math.floor(at / 12)).padStart(4, "0")}-${String((at % 12) + 1).padStart(2, "0")}`;
  });
}

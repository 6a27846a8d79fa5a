import { ArgumentError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import type { JsonReader } from "../../core/json-reader.js";
import { toMonthIndex } from "../../core/months.js";
import { showJson } from "../../core/show-json.js";

/**
 * The distance between consecutive rows: `row` counts rows whatever their distance; a number counts units of the
 * `orderBy` column, milliseconds for a time column; the names are calendar units of a time column.
 */
export type Every = "row" | "hour" | "day" | "week" | "month" | "quarter" | "year" | number;

/** A distance in rows, in calendar months, or in units of the column. */
export type RowSpacing = "row" | { readonly months: number } | { readonly units: number };

const hourMs = 3_600_000;
const named: Readonly<Record<Exclude<Every, number>, RowSpacing>> = {
  row: "row",
  hour: { units: hourMs },
  day: { units: 24 * hourMs },
  week: { units: 7 * 24 * hourMs },
  month: { months: 1 },
  quarter: { months: 3 },
  year: { months: 12 },
};

/** The spacing of an `every` option; undefined when it is to be learned. */
export function toRowSpacing(caller: string, every: Every | undefined): RowSpacing | undefined {
  if (every === undefined) return undefined;
  if (typeof every === "number" && every > 0 && Number.isFinite(every)) return { units: every };
  if (typeof every === "string" && Object.hasOwn(named, every)) return named[every];
  throw new ArgumentError(
    `${caller}: every: expected ${Object.keys(named).join(", ")} or a number > 0, got ${JSON.stringify(every)}; leave it out to find it in the times`,
  );
}

/** A spacing from its JSON; pipelines that were saved without one count rows. */
export function restoreRowSpacing(json: JsonReader): RowSpacing {
  if (!json.has("every")) return "row";
  const every = json.value("every");
  if (every === "row") return every;
  const [key, count] = Object.entries(every as { readonly [key: string]: Json })[0] ?? [];
  if ((key === "months" || key === "units") && typeof count === "number" && count > 0) {
    return key === "months" ? { months: count } : { units: count };
  }
  throw json.invalid("every", `"row", { months } or { units }, got ${showJson(every)}`);
}

/**
 * The spacing of ordered times: the most frequent difference, in calendar months when all times are on the same day of
 * the month. It is `row` when that is less than half of the differences, or when fewer than nine in ten are multiples
 * of it.
 *
 * @throws ArgumentError when most times, but not all, are on a regular grid
 */
export function learnRowSpacing(
  caller: string,
  column: string,
  groups: readonly Float64Array[],
  isTime: boolean,
): RowSpacing {
  const months = isTime ? toMonths(groups) : undefined;
  const gaps = countDifferences(months ?? groups);
  const { step, count } = mostFrequent(gaps);
  const total = groups.reduce((sum, times) => sum + Math.max(times.length - 1, 0), 0);
  if (count === 0 || count < total / 2) return "row";
  const irregular = [...gaps].filter(([gap]) => Math.abs(gap / step - Math.round(gap / step)) >= 1e-6);
  const [odd, ...others] = irregular;
  if (odd === undefined) return months === undefined ? { units: step } : { months: step };
  const irregularCount = [odd, ...others].reduce((sum, [, each]) => sum + each, 0);
  if (irregularCount > 0.1 * total) return "row";
  throw new ArgumentError(
    `${caller}: column "${column}": most rows are ${show(step, isTime)} apart, but two are ${show(odd[0], isTime)} apart; set every, for example every: "row" to count rows`,
  );
}

/** The position of each ordered time in units of the spacing; two rows of a group must not have the same. */
export function toPositions(caller: string, column: string, times: Float64Array, spacing: RowSpacing): Float64Array {
  if (spacing === "row") return Float64Array.from(times.keys());
  if ("units" in spacing) return times.map((time) => time / spacing.units);
  const positions = times.map((time) => toMonthIndex(time) / spacing.months);
  const repeated = positions.findIndex((position, index) => index > 0 && position === positions[index - 1]);
  if (repeated > 0) {
    const [first, second] = [times[repeated - 1], times[repeated]].map((time) => show(time, true, true));
    throw new ArgumentError(
      `${caller}: column "${column}" has two rows in one month, ${first} and ${second}; set every`,
    );
  }
  return positions;
}

/** Month indexes when every time is on the same day of the month at the same time of day, or on the last day. */
function toMonths(groups: readonly Float64Array[]): readonly Float64Array[] | undefined {
  const first = groups.find((times) => times.length > 0)?.[0];
  if (first === undefined) return undefined;
  const every = (holds: (time: number) => boolean): boolean => groups.every((times) => times.every(holds));
  const clock = (time: number): number => ((time % (24 * hourMs)) + 24 * hourMs) % (24 * hourMs);
  if (!every((time) => clock(time) === clock(first))) return undefined;
  const day = (time: number): number => new Date(time).getUTCDate();
  if (!every((time) => day(time) === day(first)) && !every((time) => day(time + 24 * hourMs) === 1)) return undefined;
  return groups.map((times) => times.map(toMonthIndex));
}

function countDifferences(groups: readonly Float64Array[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const times of groups) {
    for (let index = 1; index < times.length; index++) {
      const gap = times[index] - times[index - 1];
      counts.set(gap, (counts.get(gap) ?? 0) + 1);
    }
  }
  return counts;
}

/** The most frequent number, the smallest in a tie, and its count; nearly equal numbers count as one. */
function mostFrequent(counts: ReadonlyMap<number, number>): { readonly step: number; readonly count: number } {
  const merged = new Map<number, number>();
  for (const [value, count] of counts) {
    const key = Number(value.toPrecision(9));
    merged.set(key, (merged.get(key) ?? 0) + count);
  }
  const [step, count] = [...merged].sort(([a, first], [b, second]) => second - first || a - b)[0] ?? [0, 0];
  return { step, count };
}

function show(value: number, isTime: boolean, isDate = false): string {
  if (isDate) return new Date(value).toISOString().slice(0, 10);
  return isTime && value >= 1_000 ? `${Number((value / hourMs).toPrecision(4))} h` : String(value);
}

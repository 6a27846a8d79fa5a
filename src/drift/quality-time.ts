import { sortedQuantile } from "../stats/quantile.js";
import { sortFinite } from "../stats/sort-finite.js";
import type { QualityFinding } from "./quality-finding.js";
import { timeWindows, type WindowUnit } from "./time-windows.js";

const dayMs = 86_400_000;
/** Periods that are needed to know what is usual. */
const fewestPeriods = 4;

/** A period with its rows. */
export interface QualityPeriod {
  /** First day. */
  readonly label: string;
  readonly rowCount: number;
  /** The usual number of rows. */
  readonly low: number;
  readonly high: number;
  readonly unusual: boolean;
}

/**
 * The rows of each period of the current times, and which are unusual: beyond three interquartile ranges from the
 * middle half of all periods, and further from their median than chance (five times its square root). The last period
 * may be incomplete, so it may have fewer.
 */
export function periodRows(
  current: Float64Array,
  history: Float64Array | undefined,
  by: WindowUnit,
  caller: string,
): readonly QualityPeriod[] {
  const { windows } = timeWindows(current, { by }, caller);
  const past = history === undefined ? [] : completePeriods(history, by, caller);
  const counts = past.length >= fewestPeriods ? past : windows.slice(0, -1).map(({ rowCount }) => rowCount);
  const sorted = Float64Array.from(counts).sort();
  const [lower, median, upper] = [0.25, 0.5, 0.75].map((share) => sortedQuantile(sorted, share)) as [
    number,
    number,
    number,
  ];
  const chance = 5 * Math.sqrt(median);
  const low = Math.max(0, Math.min(lower - 3 * (upper - lower), median - chance));
  const high = Math.max(upper + 3 * (upper - lower), median + chance);
  return windows.map(({ label, rowCount }, index) => {
    const isOpen = index === windows.length - 1;
    const isKnown = sorted.length >= fewestPeriods;
    const isLow = !isOpen && (rowCount < low || rowCount === 0);
    return { label, rowCount, low, high, unusual: isKnown && (isLow || rowCount > high) };
  });
}

/** The rows of all periods but the first and the last, which may be incomplete. */
function completePeriods(times: Float64Array, by: WindowUnit, caller: string): readonly number[] {
  return timeWindows(times, { by }, caller)
    .windows.slice(1, -1)
    .map(({ rowCount }) => rowCount);
}

/** Findings of `periodRows`. */
export function periodFindings(periods: readonly QualityPeriod[], by: WindowUnit): readonly QualityFinding[] {
  const odd = periods.filter(({ unusual }) => unusual);
  const [first] = odd;
  if (first === undefined) return [];
  const what = odd.length === 1 ? `1 ${by} has` : `${odd.length} ${by}s have`;
  const usual = `${Math.ceil(first.low).toLocaleString("en-US")} to ${Math.floor(first.high).toLocaleString("en-US")}`;
  const examples = odd
    .slice(0, 5)
    .map(({ label, rowCount }) => ({ location: `from ${label}`, value: `${rowCount} rows` }));
  const level = odd.some(({ rowCount }) => rowCount === 0) ? "fail" : "warn";
  return [{ check: "row count", level, reason: `${what} an unusual number of rows; usual are ${usual}`, examples }];
}

/**
 * Whether the newest row is too old: by default when it is older than three times the 99 % quantile of the gaps between
 * rows of different times, and than a day.
 */
export function freshnessFindings(
  times: Float64Array,
  column: string,
  now: number,
  maxAgeDays: number | undefined,
): readonly QualityFinding[] {
  const sorted = sortFinite(times);
  const newest = sorted.at(-1);
  if (newest === undefined)
    return [{ check: "freshness", column, level: "fail", reason: "no row has a time", examples: [] }];
  const gaps = sorted.subarray(1).map((time, index) => time - (sorted[index] ?? time));
  const usual = sortedQuantile(gaps.filter((gap) => gap > 0).sort(), 0.99);
  const limit =
    maxAgeDays === undefined ? Math.max(dayMs, Number.isNaN(usual) ? dayMs : 3 * usual) : maxAgeDays * dayMs;
  const age = now - newest;
  const day = new Date(newest).toISOString().slice(0, 10);
  if (age < -dayMs) {
    const reason = `the newest row is of ${day}, which is in the future`;
    return [{ check: "freshness", column, level: "warn", reason, examples: [] }];
  }
  if (age <= limit) return [];
  const reason = `the newest row is of ${day}, ${(age / dayMs).toFixed(1)} days ago; expected at most ${(limit / dayMs).toFixed(1)}`;
  return [{ check: "freshness", column, level: "fail", reason, examples: [] }];
}

import { getNumbers, type Table, toColumns } from "cuaderno";
import type { TrafficTable } from "./load.js";
import { prepareTraffic } from "./prepare.js";

/** What is odd about the table as published, counted. Nothing of it is put right without standing here. */
export interface TrafficQuality {
  readonly rows: number;
  /** Rows whose holiday is the word None: a value, not a missing one. */
  readonly noneRows: number;
  /** Readings that no instrument can give, now missing, by column. */
  readonly impossible: readonly {
    readonly column: string;
    readonly count: number;
    readonly firstValue: string;
    readonly rule: string;
  }[];
  /** Rows equal to a later one in every column. */
  readonly repeatedRows: number;
  readonly hours: number;
  /** Hours with more than one row, because several weather words applied. */
  readonly crowdedHours: number;
  /** Stretches of missing hours, and the longest of them. */
  readonly gaps: number;
  readonly longestGap: { readonly from: string; readonly until: string; readonly days: number };
  /** Rows that name a holiday, and rows that lie on one of those days. */
  readonly namedHolidayRows: number;
  readonly holidayRows: number;
}

/** Counts what is odd about the rows. */
export function trafficQuality({ frame, reports }: TrafficTable): TrafficQuality {
  const cleaned = prepareTraffic(frame);
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  const times = getNumbers(toColumns(cleaned), "time");
  const named = sum(getNumbers(toColumns(prepareTraffic(frame, { holiday: "midnight" })), "isHoliday"));
  const { hours, crowdedHours, gaps, longestGap } = clockOf(times);
  return {
    rows: frame.height,
    noneRows:
      frame.height -
      sum(getNumbers(toColumns(prepareTraffic(frame, { holiday: "midnight", repeats: "keep" })), "isHoliday")),
    impossible: impossibleOf(reports),
    repeatedRows: frame.height - cleaned.height,
    hours,
    crowdedHours,
    gaps,
    longestGap,
    namedHolidayRows: named,
    holidayRows: sum(getNumbers(toColumns(cleaned), "isHoliday")),
  };
}

/** The same as a table to show. */
export function qualityTable(quality: TrafficQuality): Table {
  const { longestGap } = quality;
  const impossible = quality.impossible.map(({ column, count, firstValue, rule }) => [
    `impossible ${column}, such as ${firstValue}`,
    count,
    `made missing: allowed is ${rule}`,
  ]);
  return {
    kind: "table",
    columns: ["what", { name: "count", decimals: 0 }, "what was done"],
    rows: [
      ["rows as published", quality.rows, ""],
      ["rows whose holiday is the word None", quality.noneRows, "kept as a value: an ordinary day"],
      ...impossible,
      ["rows equal to another in every column", quality.repeatedRows, "dropped, the last of them kept"],
      ["distinct hours", quality.hours, ""],
      ["hours with several rows, one per weather word", quality.crowdedHours, "kept: each is a row"],
      [
        "stretches of missing hours",
        quality.gaps,
        `kept; the longest, ${longestGap.days} days, from ${longestGap.from}`,
      ],
      ["rows that name a holiday (only at 00:00)", quality.namedHolidayRows, "spread over the day in isHoliday"],
      ["rows that lie on such a day", quality.holidayRows, "isHoliday = 1"],
    ],
  };
}

function impossibleOf(reports: TrafficTable["reports"]): TrafficQuality["impossible"] {
  const byColumn = new Map<string, TrafficQuality["impossible"][number]>();
  for (const found of reports.flatMap(({ outOfRange }) => outOfRange)) {
    const before = byColumn.get(found.column);
    byColumn.set(found.column, { ...(before ?? found), count: (before?.count ?? 0) + found.count });
  }
  return [...byColumn.values()].map(({ column, count, firstValue, rule }) => ({ column, count, firstValue, rule }));
}

const hourMs = 3_600_000;

/** Walks the hours, which are in order. */
function clockOf(times: Float64Array): Pick<TrafficQuality, "hours" | "crowdedHours" | "gaps" | "longestGap"> {
  let [hours, crowdedHours, gaps, inHour] = [0, 0, 0, 0];
  let longest = { from: Number.NaN, until: Number.NaN, length: 0 };
  times.forEach((time, row) => {
    const before = times[row - 1] ?? Number.NaN;
    if (time === before) {
      inHour += 1;
      if (inHour === 2) crowdedHours += 1;
      return;
    }
    hours += 1;
    inHour = 1;
    if (!(time - before > hourMs)) return;
    gaps += 1;
    if (time - before > longest.length) longest = { from: before, until: time, length: time - before };
  });
  const day = (time: number): string => (Number.isNaN(time) ? "" : new Date(time).toISOString().slice(0, 10));
  return {
    hours,
    crowdedHours,
    gaps,
    longestGap: {
      from: day(longest.from),
      until: day(longest.until),
      days: Math.floor(longest.length / (24 * hourMs)),
    },
  };
}

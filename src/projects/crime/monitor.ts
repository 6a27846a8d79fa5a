import {
  type Column,
  type Columns,
  type DatasetDrift,
  type DriftOverTime,
  datasetDrift,
  driftOverTime,
  getNumbers,
  kolmogorovSmirnov,
  matthewsCorrelation,
  populationStabilityIndex,
} from "cuaderno";
import type { FittedPipeline } from "cuaderno/pipeline";
import { getColumn, selectColumns, takeRows, takeValues, withColumns } from "cuaderno/table";
import { dayParts } from "./features.js";
import type { CrimeTable } from "./load.js";
import { locatedCrimes, stationKilometres } from "./prepare.js";

/** What is watched. Codes stand as kinds of crime: with hundreds of labels a week's shares are mostly chance. */
const watched = [
  "arrest",
  "prediction",
  "primaryType",
  "location",
  "district",
  "domestic",
  "dayPart",
  "weekday",
  "x",
  "y",
  "station_km",
];

/** Above these a week's column is spoken of: as in the original project. */
export const driftLevels = { psiWarning: 0.1, psiAlert: 0.2, kolmogorovSmirnov: 0.1, mcc: 0.05 } as const;

/** One column in one week. */
export interface WeekDrift {
  /** First day of the week. */
  readonly week: string;
  readonly column: string;
  readonly rows: number;
  readonly psi: number;
  /** Largest gap between the two distributions; null for names. */
  readonly kolmogorovSmirnov: number | null;
  /** What either comes to by chance alone in a week of so many rows; levels are counted from there. */
  readonly byChance: { readonly psi: number; readonly kolmogorovSmirnov: number };
}

/** Something to look at. */
export interface CrimeAlert {
  readonly week: string;
  readonly column: string;
  readonly measure: "PSI" | "Kolmogorov-Smirnov" | "MCC";
  readonly value: number;
  readonly level: "warning" | "alert";
}

/** How the weeks after the window differ from it. */
export interface CrimeMonitoring {
  readonly weeks: readonly string[];
  /** The same as `Jan 1`, to stand below a figure. */
  readonly labels: readonly string[];
  readonly drift: readonly WeekDrift[];
  /** MCC of the champion in each week, null where there are too few reports; and over all weeks. */
  readonly mcc: readonly (number | null)[];
  readonly overallMcc: number;
  readonly alerts: readonly CrimeAlert[];
  readonly dataset: DatasetDrift;
  readonly overTime: DriftOverTime;
}

export interface CrimeMonitorOptions {
  /** MCC on the test rows of the training, to compare with. */
  readonly referenceMcc: number;
  /** Length of a window in days. Default: 7. */
  readonly windowDays?: number;
}

const dayMs = 86_400_000;
const leastRows = 30;

/**
 * Population stability index and Kolmogorov-Smirnov distance of every week after the window against the window, and the champion's MCC;
 * alerts where a level is passed. The PSI of numbers counts in ten bins of equal width over the reference's range.
 */
export function monitorCrimes(
  table: CrimeTable,
  model: FittedPipeline,
  { referenceMcc, windowDays = 7 }: CrimeMonitorOptions,
): CrimeMonitoring {
  const reference = watchedColumns(locatedCrimes(table.frame), table, model);
  const current = watchedColumns(locatedCrimes(table.later), table, model);
  const times = getNumbers(current, "time");
  const start = Date.parse(`${table.laterMonths[0]}-01`);
  const last = times.reduce((most, time) => Math.max(most, time), start);
  const windows = Array.from({ length: Math.floor((last - start + 1) / (windowDays * dayMs)) }, (_, index) => {
    const from = start + index * windowDays * dayMs;
    const inside = (row: number): boolean => {
      const time = times[row] as number;
      return time >= from && time < from + windowDays * dayMs;
    };
    return { week: new Date(from).toISOString().slice(0, 10), rows: Int32Array.from(times.keys()).filter(inside) };
  });
  const drift = windows.flatMap(({ week, rows }) =>
    rows.length < leastRows ? [] : watched.map((name) => weekDrift(week, name, reference, takeRows(current, rows))),
  );
  const [arrests, predicted] = [getNumbers(current, "arrest"), decided(current)];
  const mcc = windows.map(({ rows }) =>
    rows.length < leastRows ? null : matthewsCorrelation(takeValues(arrests, rows), takeValues(predicted, rows)),
  );
  const weeks = windows.map(({ week }) => week);
  const range = {
    windowDays,
    start: weeks[0] ?? "",
    end: new Date(start + windows.length * windowDays * dayMs).toISOString().slice(0, 10),
  };
  const settings = { columns: watched, method: "population-stability-index", threshold: driftLevels.psiAlert } as const;
  return {
    weeks,
    labels: weeks.map(labelOf),
    drift,
    mcc,
    overallMcc: matthewsCorrelation(arrests, predicted),
    alerts: [...drift.flatMap(alertsOf), ...mccAlerts(windows, mcc, referenceMcc)],
    dataset: datasetDrift(reference, current, settings),
    overTime: driftOverTime(reference, current, { time: "time", ...settings, ...range }),
  };
}

function labelOf(week: string): string {
  const names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  return `${names[Number(week.slice(5, 7)) - 1]} ${Number(week.slice(8, 10))}`;
}

function decided(rows: Columns): Float64Array {
  return getNumbers(rows, "prediction").map((probability) => (probability > 0.5 ? 1 : 0));
}

function watchedColumns(rows: Columns, { stations }: CrimeTable, model: FittedPipeline): Columns {
  const times = getNumbers(rows, "time");
  const named = (labels: readonly string[], of: (date: Date) => number): Column => ({
    kind: "category",
    codes: Int32Array.from(times, (time) => of(new Date(time))),
    categories: labels,
  });
  const all = withColumns(rows, [
    ["prediction", { kind: "number", values: model.probability(rows) }],
    ["station_km", { kind: "number", values: stationKilometres(rows, stations) }],
    ["dayPart", named(Object.keys(dayParts), (date) => Math.floor(date.getUTCHours() / 6))],
    ["weekday", named(["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"], (date) => date.getUTCDay())],
  ]);
  return selectColumns(all, ["time", ...watched]);
}

function weekDrift(week: string, name: string, reference: Columns, current: Columns): WeekDrift {
  const [before, after] = [getColumn(reference, name, "monitorCrimes"), getColumn(current, name, "monitorCrimes")];
  const isNumber = before.kind === "number" && after.kind === "number";
  const isFlag = isNumber && before.values.every((value) => value === 0 || value === 1);
  const [first, second] = isNumber ? numberShares(before.values, after.values, isFlag) : labelShares(before, after);
  const size = 1 / reference.rowCount + 1 / current.rowCount;
  return {
    week,
    column: name,
    rows: current.rowCount,
    psi: populationStabilityIndex(first, second),
    kolmogorovSmirnov: isNumber && !isFlag ? kolmogorovSmirnov(before.values, after.values).statistic : null,
    // The mean of the index, and the 5 % bound of the gap, of two samples of one distribution.
    byChance: { psi: (first.length - 1) * size, kolmogorovSmirnov: 1.36 * Math.sqrt(size) },
  };
}

function numberShares(reference: Float64Array, current: Float64Array, isFlag: boolean): readonly [number[], number[]] {
  const low = reference.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = reference.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const bins = isFlag ? 2 : 10;
  const shares = (values: Float64Array): number[] => {
    const counts = new Array<number>(bins).fill(0);
    for (const value of values) {
      const bin = Math.floor(((value - low) / (high - low || 1)) * bins);
      const place = Math.min(bins - 1, Math.max(0, bin));
      counts[place] = (counts[place] ?? 0) + 1;
    }
    return counts.map((count) => count / values.length);
  };
  return [shares(reference), shares(current)];
}

function labelShares(reference: Column, current: Column): readonly [number[], number[]] {
  const [first, second] = [countsOf(reference), countsOf(current)];
  const labels = [...new Set([...first.counts.keys(), ...second.counts.keys()])].sort();
  const shares = ({ counts, total }: ReturnType<typeof countsOf>) =>
    labels.map((label) => (counts.get(label) ?? 0) / total);
  return [shares(first), shares(second)];
}

function countsOf(column: Column): { readonly counts: ReadonlyMap<string, number>; readonly total: number } {
  const counts = new Map<string, number>();
  let total = 0;
  const add = (label: string): void => {
    counts.set(label, (counts.get(label) ?? 0) + 1);
    total += 1;
  };
  if (column.kind === "category") for (const code of column.codes) add(column.categories[code] ?? "");
  if (column.kind === "string") for (const label of column.values) add(label ?? "");
  return { counts, total };
}

function alertsOf({ week, column, psi, kolmogorovSmirnov: gap, byChance }: WeekDrift): CrimeAlert[] {
  const { psiWarning, psiAlert } = driftLevels;
  const beyond = psi - byChance.psi;
  return [
    ...(beyond > psiWarning
      ? [{ week, column, measure: "PSI", value: psi, level: beyond > psiAlert ? "alert" : "warning" } as const]
      : []),
    ...(gap !== null && gap > driftLevels.kolmogorovSmirnov + byChance.kolmogorovSmirnov
      ? [{ week, column, measure: "Kolmogorov-Smirnov", value: gap, level: "alert" } as const]
      : []),
  ];
}

/** The correlation of so many rows moves by about one over their root by chance; twice that is let pass. */
function mccAlerts(
  windows: readonly { readonly week: string; readonly rows: Int32Array }[],
  mcc: readonly (number | null)[],
  reference: number,
): CrimeAlert[] {
  return windows.flatMap(({ week, rows }, index) => {
    const value = mcc[index] ?? null;
    return value === null || Math.abs(value - reference) <= driftLevels.mcc + 2 / Math.sqrt(rows.length)
      ? []
      : [{ week, column: "arrest", measure: "MCC", value, level: "alert" } as const];
  });
}

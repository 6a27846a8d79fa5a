import { ArgumentError } from "../core/errors.js";
import type { TableSource } from "../table/frame-like.js";
import { getColumn } from "../table/get-column.js";
import { getNumbers } from "../table/get-numbers.js";
import { columnsFor } from "../table/to-columns.js";
import { chooseDriftMethod } from "./choose-drift-method.js";
import type { ColumnDriftOptions } from "./column-drift.js";
import { type DriftMethod, isDrift } from "./drift-method.js";
import { getDriftMethod } from "./get-drift-method.js";
import { columnsOnlyIn, preparedColumns, type SkippedColumn } from "./prepared-columns.js";
import { presentCount, type Sample, toSample } from "./sample.js";
import { type SamplePair, samplePair } from "./sample-pair.js";
import { seasonRows } from "./season-rows.js";
import { type TimeWindow, type TimeWindowOptions, timeWindows } from "./time-windows.js";

/** A table of columns x windows: how far each window of the current rows has moved from the reference. */
export interface DriftOverTime {
  readonly kind: "drift-over-time";
  /** Name of the time column. */
  readonly time: string;
  readonly windowDays: number;
  readonly minimumRows: number;
  readonly windows: readonly DriftWindow[];
  readonly columns: readonly ColumnOverTime[];
  readonly skipped: readonly SkippedColumn[];
  readonly onlyInReference: readonly string[];
  readonly onlyInCurrent: readonly string[];
  readonly referenceRows: number;
  /** Current rows that are in no window: without a time, or outside start and end. */
  readonly rowsWithoutTime: number;
  readonly rowsOutside: number;
}

export interface DriftWindow extends TimeWindow {
  /** Drifted columns / compared columns of the window; null when none had enough values. */
  readonly driftedShare: number | null;
}

/** One row of the table: a column through all windows, measured by one method. */
export interface ColumnOverTime {
  readonly column: string;
  readonly method: string;
  readonly scoreIs: "p-value" | "distance";
  readonly threshold: number;
  /** One per window; null where the column has fewer values than `minimumRows`. */
  readonly scores: readonly (number | null)[];
  readonly drifted: readonly (boolean | null)[];
  /** Values in each window. */
  readonly counts: readonly number[];
}

export interface DriftOverTimeOptions extends ColumnDriftOptions, TimeWindowOptions {
  /** Name of the time column of the current rows. */
  readonly time: string;
  /** Default: every column that both tables have, but the time column. */
  readonly columns?: readonly string[] | undefined;
  /** Settings for single columns, before those for all. */
  readonly byColumn?: Readonly<Record<string, ColumnDriftOptions>> | undefined;
  /** A window with fewer values of a column gets no score. Default 30. */
  readonly minimumRows?: number | undefined;
  /**
   * `year`: a window is compared with the reference rows of the same days of the year, `slackDays` more on either side,
   * so that the season does not count as drift. The reference needs the time column too.
   * @default every window is compared with the whole reference
   */
  readonly season?: "year" | undefined;
  /** @default 7 */
  readonly slackDays?: number | undefined;
}

/**
 * How far the current rows have moved from the reference, window by window. The method of a column is chosen once, from
 * the reference and all current rows, so that the scores of a row can be compared. Target and prediction are columns
 * like any other.
 *
 * @example
 * const report = driftOverTime(train, test, { time: "time" });
 * report.windows.length; // the number of windows
 */
export function driftOverTime(
  referenceTable: TableSource,
  currentTable: TableSource,
  {
    time,
    columns: names,
    byColumn = {},
    minimumRows = 30,
    windowDays = 14,
    start,
    end,
    season,
    slackDays = 7,
    ...common
  }: DriftOverTimeOptions,
): DriftOverTime {
  const caller = "driftOverTime";
  const reference = columnsFor(caller, referenceTable);
  const current = columnsFor(caller, currentTable);
  if (!(minimumRows >= 1)) throw new ArgumentError(`${caller}: minimumRows must be at least 1, got ${minimumRows}`);
  const timeColumn = getColumn(current, time, `${caller}, current`);
  if (timeColumn.kind !== "time") {
    throw new ArgumentError(
      `${caller}: column "${time}" is ${timeColumn.kind}, not time; give it column.datetime in the schema`,
    );
  }
  const cut = timeWindows(timeColumn.values, { windowDays, start, end }, caller);
  const seasons =
    season === undefined
      ? undefined
      : seasonRows(getNumbers(reference, time, `${caller}, reference`), cut.windows, slackDays);
  const columns: ColumnOverTime[] = [];
  const skipped: SkippedColumn[] = [];
  for (const prepared of preparedColumns(reference, current, { caller, except: time, names })) {
    const { column } = prepared;
    if ("reason" in prepared) {
      skipped.push(prepared);
      continue;
    }
    const subject = `${caller}: column "${column}"`;
    const pair = samplePair(prepared.reference, prepared.current, subject);
    const settled = settle(pair, { ...common, ...byColumn[column] }, subject);
    const samples = cut.rows.map((rows) => toSample(getColumn(current, column, caller), { rows }));
    const references = samples.map((_, window) => {
      const rows = seasons?.[window];
      return rows === undefined ? prepared.reference : toSample(getColumn(reference, column, caller), { rows });
    });
    columns.push(throughWindows({ column, ...settled, references, samples, minimumRows }));
  }
  return {
    kind: "drift-over-time",
    time,
    windowDays,
    minimumRows,
    windows: cut.windows.map((window, index) => ({ ...window, driftedShare: getDriftedShare(columns, index) })),
    columns,
    skipped,
    onlyInReference: columnsOnlyIn(reference, current).filter((name) => name !== time),
    onlyInCurrent: columnsOnlyIn(current, reference).filter((name) => name !== time),
    referenceRows: reference.rowCount,
    rowsWithoutTime: cut.rowsWithoutTime,
    rowsOutside: cut.rowsOutside,
  };
}

function settle(
  pair: SamplePair,
  { method, threshold }: ColumnDriftOptions,
  subject: string,
): { readonly method: DriftMethod; readonly threshold: number } {
  const chosen = method === undefined ? chooseDriftMethod(pair) : getDriftMethod(method);
  if (!chosen.kinds.includes(pair.kind)) {
    throw new ArgumentError(
      `${subject}: method "${chosen.name}" cannot compare a ${pair.kind} column; set byColumn for it`,
    );
  }
  return { method: chosen, threshold: threshold ?? chosen.threshold };
}

function throughWindows(task: {
  readonly column: string;
  readonly method: DriftMethod;
  readonly threshold: number;
  readonly references: readonly Sample[];
  readonly samples: readonly Sample[];
  readonly minimumRows: number;
}): ColumnOverTime {
  const { column, method, threshold, references, samples, minimumRows } = task;
  const scores = samples.map((sample, window) => {
    const reference = references[window] as Sample;
    if (presentCount(sample) < minimumRows || presentCount(reference) < minimumRows) return null;
    return method.measure(samplePair(reference, sample, column)).score;
  });
  return {
    column,
    method: method.name,
    scoreIs: method.scoreIs,
    threshold,
    scores,
    drifted: scores.map((score) => (score === null ? null : isDrift(method, score, threshold))),
    counts: samples.map((sample) => presentCount(sample)),
  };
}

function getDriftedShare(columns: readonly ColumnOverTime[], window: number): number | null {
  const verdicts = columns.flatMap(({ drifted }) => drifted[window] ?? []);
  return verdicts.length === 0 ? null : verdicts.filter((drifted) => drifted).length / verdicts.length;
}

import { ArgumentError } from "../core/errors.js";
import type { TableSource } from "../table/frame-like.js";
import { getColumn } from "../table/get-column.js";
import { getNumbers } from "../table/get-numbers.js";
import type { ChangeTest } from "./change-test.js";
import { chanceMethod, changeTests, comparedAsLabels } from "./change-tests.js";
import { type ColumnDriftOptions, chosenMethod } from "./column-drift.js";
import { type CompleteLimits, completeLimits, decideDrift } from "./decide-drift.js";
import { type DriftLevel, levelSeverity, worstLevel } from "./drift-level.js";
import { type DriftMethod, isDrift } from "./drift-method.js";
import { columnsOnlyIn, preparedColumns, type SkippedColumn } from "./prepared-columns.js";
import { comparedColumns } from "./profile-columns.js";
import { presentCount, type Sample, toSample } from "./sample.js";
import { type SamplePair, samplePair } from "./sample-pair.js";
import { seasonRows } from "./season-rows.js";
import type { TableProfile } from "./table-profile.js";
import { type TimeWindow, type TimeWindowOptions, timeWindows, type WindowUnit } from "./time-windows.js";

/** A table of columns x windows: how far each window of the current rows has moved from the reference. */
export interface DriftOverTime {
  readonly kind: "drift-over-time";
  /** Name of the time column. */
  readonly time: string;
  readonly windowDays: number;
  /** Where the windows are of the calendar. */
  readonly by?: WindowUnit | undefined;
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
  /** The worst level of its columns. */
  readonly level: DriftLevel;
}

/** One row of the table: a column through all windows, measured by one method or by the tests of effect and chance. */
export interface ColumnOverTime {
  readonly column: string;
  readonly method: string;
  readonly scoreIs: "p-value" | "distance";
  readonly threshold: number;
  /** One per window; null where the column has fewer values than `minimumRows`, unless they are missing since then. */
  readonly scores: readonly (number | null)[];
  readonly drifted: readonly (boolean | null)[];
  readonly levels: readonly DriftLevel[];
  /** The largest change of each window that drifted, in words. */
  readonly reasons: readonly (string | null)[];
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
 * the reference and all current rows, so that the scores of a row can be compared; p-values are corrected for all
 * columns and windows together. Target and prediction are columns like any other.
 *
 * @example
 * const report = driftOverTime(train, test, { time: "time" });
 * report.windows.length; // the number of windows
 */
export function driftOverTime(
  referenceTable: TableSource | TableProfile,
  currentTable: TableSource,
  {
    time,
    columns: names,
    byColumn = {},
    minimumRows = 30,
    by,
    windowDays = 14,
    start,
    end,
    season,
    slackDays = 7,
    ...common
  }: DriftOverTimeOptions,
): DriftOverTime {
  const caller = "driftOverTime";
  const { reference, current, referenceRows } = comparedColumns(caller, referenceTable, currentTable);
  if (!(minimumRows >= 1))
    throw new ArgumentError(
      `${caller}: minimumRows must be at least 1, got ${minimumRows}; pass minimumRows: 30, or leave it out`,
    );
  const timeColumn = getColumn(current, time, `${caller}, current`);
  if (timeColumn.kind !== "time") {
    throw new ArgumentError(
      `${caller}: column "${time}" is ${timeColumn.kind}, not time; give it column.datetime in the schema`,
    );
  }
  const cut = timeWindows(timeColumn.values, { by, windowDays, start, end }, caller);
  const seasons =
    season === undefined
      ? undefined
      : seasonRows(getNumbers(reference, time, `${caller}, reference`), cut.windows, slackDays);
  const rows: MeasuredRow[] = [];
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
    const samples = cut.rows.map((own) => toSample(getColumn(current, column, caller), { rows: own }));
    const references = samples.map((_, window) => {
      const own = seasons?.[window];
      return own === undefined ? prepared.reference : toSample(getColumn(reference, column, caller), { rows: own });
    });
    rows.push(measureRow({ column, ...settled, references, samples, minimumRows }));
  }
  const columns = decideRows(rows);
  return {
    kind: "drift-over-time",
    time,
    windowDays,
    by,
    minimumRows,
    windows: cut.windows.map((window, index) => ({
      ...window,
      driftedShare: getDriftedShare(columns, index),
      level: worstLevel(columns.map(({ levels }) => levels[index] ?? "none")),
    })),
    columns,
    skipped,
    onlyInReference: columnsOnlyIn(reference, current).filter((name) => name !== time),
    onlyInCurrent: columnsOnlyIn(current, reference).filter((name) => name !== time),
    referenceRows,
    rowsWithoutTime: cut.rowsWithoutTime,
    rowsOutside: cut.rowsOutside,
  };
}

/** How a column is measured: by a method that decides alone, or by the tests of effect and chance. */
type Settled =
  | { readonly method: DriftMethod; readonly threshold: number }
  | { readonly asLabels: boolean; readonly limits: CompleteLimits };

function settle(pair: SamplePair, options: ColumnDriftOptions, subject: string): Settled {
  const chosen = chosenMethod(pair, options, subject);
  if (chosen === undefined) return { asLabels: comparedAsLabels(pair), limits: completeLimits(options, subject) };
  if (!chosen.kinds.includes(pair.kind)) {
    throw new ArgumentError(
      `${subject}: method "${chosen.name}" cannot compare a ${pair.kind} column; set byColumn for it`,
    );
  }
  return { method: chosen, threshold: options.threshold ?? chosen.threshold };
}

/** A column through all windows; with tests it is decided together with the others. */
interface MeasuredRow {
  readonly row: ColumnOverTime;
  readonly cells?: readonly { readonly tests: readonly ChangeTest[]; readonly judged: boolean }[] | undefined;
  readonly limits?: CompleteLimits | undefined;
}

type RowTask = Settled & {
  readonly column: string;
  readonly references: readonly Sample[];
  readonly samples: readonly Sample[];
  readonly minimumRows: number;
};

function measureRow(task: RowTask): MeasuredRow {
  const { column, references, samples, minimumRows } = task;
  const counts = samples.map((sample) => presentCount(sample));
  if ("method" in task) return { row: throughWindows(task, task.method, task.threshold) };
  const { asLabels, limits } = task;
  const cells = samples.map((sample, window) =>
    changeTests(references[window] as Sample, sample, minimumRows, asLabels),
  );
  const method = chanceMethod(asLabels);
  const open = { scores: [], drifted: [], levels: [], reasons: [] };
  return { row: { column, method, scoreIs: "distance", threshold: limits.warn, counts, ...open }, cells, limits };
}

function decideRows(rows: readonly MeasuredRow[]): readonly ColumnOverTime[] {
  const decisions = decideDrift(
    rows.flatMap(({ cells = [], limits }) => (limits === undefined ? [] : cells.map((cell) => ({ ...cell, limits })))),
  );
  let next = 0;
  return rows.map(({ row, cells }) => {
    if (cells === undefined) return row;
    const own = decisions.slice(next, next + cells.length);
    next += cells.length;
    const known = own.map(({ level }) => level !== "too few rows");
    return {
      ...row,
      scores: own.map(({ score }, window) => (known[window] ? score : null)),
      drifted: own.map(({ level }, window) => (known[window] ? levelSeverity(level) > 0 : null)),
      levels: own.map(({ level }) => level),
      reasons: own.map(({ reasons }) => reasons[0] ?? null),
    };
  });
}

function throughWindows(task: RowTask, method: DriftMethod, threshold: number): ColumnOverTime {
  const { column, references, samples, minimumRows } = task;
  const scores = samples.map((sample, window) => {
    const reference = references[window] as Sample;
    if (presentCount(sample) < minimumRows || presentCount(reference) < minimumRows) return null;
    return method.measure(samplePair(reference, sample, column)).score;
  });
  const drifted = scores.map((score) => (score === null ? null : isDrift(method, score, threshold)));
  return {
    column,
    method: method.name,
    scoreIs: method.scoreIs,
    threshold,
    scores,
    drifted,
    levels: drifted.map((own) => (own === null ? "too few rows" : own ? "fail" : "none")),
    reasons: drifted.map(() => null),
    counts: samples.map((sample) => presentCount(sample)),
  };
}

function getDriftedShare(columns: readonly ColumnOverTime[], window: number): number | null {
  const verdicts = columns.flatMap(({ drifted }) => drifted[window] ?? []);
  return verdicts.length === 0 ? null : verdicts.filter((drifted) => drifted).length / verdicts.length;
}

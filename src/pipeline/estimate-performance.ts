import { ArgumentError } from "../core/errors.js";
import { rowNumbers } from "../core/map-numbers.js";
import { type TimeWindow, type TimeWindowOptions, timeWindows } from "../drift/time-windows.js";
import { columnNames, countRows, type TableSource } from "../table/frame-like.js";
import { takeRows } from "../table/take-rows.js";
import { columnsFor } from "../table/to-columns.js";
import { classEstimator } from "./class-estimator.js";
import { hasClasses } from "./describe-target.js";
import { errorEstimator } from "./error-estimator.js";
import { takeMetricRows } from "./evaluate.js";
import type { FittedPipeline } from "./fitted-pipeline.js";
import { findMetric, type MetricName } from "./metric-definition.js";
import { classPositions, getTask, modelOutput, type TaskClasses, toMetricRows } from "./model-output.js";
import { finite, type ScoredTable, type Scores } from "./performance-estimator.js";
import { knownTarget } from "./permutation-importance.js";
import { rowTimes, timeColumns } from "./row-times.js";
import { readTarget } from "./target-column.js";

/** What the scores of a model are expected to be where no truth is known. */
export interface EstimatedPerformance {
  readonly kind: "estimated-performance";
  /** `CBPE`: confidence-based, for classes. `DLE`: direct loss estimation, for numbers. */
  readonly method: "CBPE" | "DLE";
  /** What must hold for the estimate to be right. */
  readonly assumptions: readonly string[];
  /** The scores on the reference, and what would be estimated there. */
  readonly reference: { readonly estimated: Scores; readonly realized: Scores };
  /** Over all current rows; `realized` where they have the target. */
  readonly overall: { readonly estimated: Scores; readonly realized?: Scores | undefined };
  /** Without a time column none. */
  readonly windows: readonly EstimatedWindow[];
  /**
   * The usual range of each score: mean and three standard deviations over windows of the reference. Absent where it
   * has fewer than four of them.
   */
  readonly limits?: Readonly<Record<string, { readonly lower: number; readonly upper: number }>> | undefined;
}

export interface EstimatedWindow extends TimeWindow {
  /** Null where the window has too few rows. */
  readonly estimated: Scores | null;
  readonly realized?: Scores | null | undefined;
}

export interface EstimatePerformanceOptions extends TimeWindowOptions {
  /** Rows with the target, that the model did not learn from. */
  readonly reference: TableSource;
  /** Rows whose target may be unknown. */
  readonly current: TableSource;
  /** @default the target that the model was fitted on */
  readonly target?: string | undefined;
  /** @default the only time column of the current rows; without one there is only the score over all rows */
  readonly time?: string | undefined;
  /**
   * A window with fewer rows gets no estimate.
   * @default 30
   */
  readonly minimumRows?: number | undefined;
}

/**
 * Estimates the scores of a model on rows without truth, over all and window by window. Classes: each row counts for
 * each class with its calibrated probability (CBPE). Numbers: boosted trees predict the error of each row from features
 * and prediction (DLE). Both learn from reference rows that the model has not seen.
 *
 * @throws ArgumentError for a reference without the target
 * @example estimatePerformance(model, { reference: test, current: newRows, by: "month" }).overall.estimated
 */
export function estimatePerformance(model: FittedPipeline, options: EstimatePerformanceOptions): EstimatedPerformance {
  const caller = "estimatePerformance";
  const { reference, current, target = knownTarget(caller, model), minimumRows = 30 } = options;
  const { time = onlyTime(current), by, windowDays, start, end } = options;
  if (!columnNames(reference).includes(target))
    throw new ArgumentError(`${caller}: the reference has no target "${target}"; give rows whose truth is known`);
  const task = getTask([model.model], model.target?.labels);
  const before = scoreTable(model, task, knownRows(reference, target), target);
  const now = scoreTable(model, task, current, columnNames(current).includes(target) ? target : undefined);
  const estimatorFor = task.task === "regression" ? errorEstimator : classEstimator;
  const makeEstimator = estimatorFor({ model, reference: before });
  const [own, past] = [makeEstimator(now), makeEstimator(before)];
  const all = rowNumbers(countRows(current));
  const known = rowNumbers(countRows(before.source));
  const isScored = now.actual !== undefined;
  const cut =
    time === undefined
      ? undefined
      : timeWindows(rowTimes(caller, current, time), { by, windowDays, start, end }, caller);
  const windows = cut?.windows.map((window, index): EstimatedWindow => {
    const rows = cut.rows[index] ?? new Int32Array(0);
    const isFew = rows.length < minimumRows;
    const estimated = isFew ? null : own.estimate(rows);
    return isScored
      ? { ...window, estimated, realized: isFew ? null : realized(now, own.metrics, rows) }
      : { ...window, estimated };
  });
  const limits = time === undefined ? undefined : usualRange(before, own.metrics, { ...options, time, minimumRows });
  return {
    kind: "estimated-performance",
    method: own.method,
    assumptions: own.assumptions,
    reference: { estimated: past.estimate(known), realized: realized(before, own.metrics, known) },
    overall: { estimated: own.estimate(all), realized: isScored ? realized(now, own.metrics, all) : undefined },
    windows: windows ?? [],
    limits,
  };
}

function onlyTime(current: TableSource): string | undefined {
  const names = timeColumns(current);
  return names.length === 1 ? names[0] : undefined;
}

/** The rows whose target is known. */
function knownRows(source: TableSource, target: string): TableSource {
  const columns = columnsFor("estimatePerformance", source);
  const column = columns.byName.get(target);
  const isKnown = (row: number): boolean =>
    column?.kind === "category"
      ? (column.codes[row] ?? -1) >= 0
      : column?.kind === "string"
        ? column.values[row] !== null
        : Number.isFinite(column?.values[row]);
  const rows = rowNumbers(columns.rowCount).filter(isKnown);
  return rows.length === columns.rowCount ? columns : takeRows(columns, rows);
}

function scoreTable(
  model: FittedPipeline,
  task: TaskClasses,
  source: TableSource,
  target: string | undefined,
): ScoredTable {
  const rows = toMetricRows("model", modelOutput(model.model, model.features(source)), task);
  const labels = model.target?.labels;
  if (target === undefined) return { source, rows };
  const { values } = readTarget("estimatePerformance", source, target, labels);
  const isClass = task.task !== "regression" || hasClasses(model.model);
  return { source, rows, actual: isClass ? classPositions("estimatePerformance", values, task.classes) : values };
}

function realized({ rows, actual }: ScoredTable, metrics: readonly MetricName[], chosen: Int32Array): Scores {
  if (actual === undefined) return {};
  const known = chosen.filter((row) => Number.isFinite(actual[row]) && Number.isFinite(rows.predicted[row]));
  const own = takeMetricRows({ actual, ...rows }, known);
  return Object.fromEntries(
    metrics.map((name) => {
      try {
        return [name, known.length === 0 ? null : finite(findMetric("estimatePerformance", name).measure(own))];
      } catch (cause) {
        if (cause instanceof ArgumentError) return [name, null];
        throw cause;
      }
    }),
  );
}

const fewestWindows = 4;

function usualRange(
  before: ScoredTable,
  metrics: readonly MetricName[],
  {
    time,
    by,
    windowDays,
    minimumRows,
  }: EstimatePerformanceOptions & { readonly time: string; readonly minimumRows: number },
): EstimatedPerformance["limits"] {
  if (!columnNames(before.source).includes(time)) return undefined;
  const cut = timeWindows(
    rowTimes("estimatePerformance", before.source, time),
    { by, windowDays },
    "estimatePerformance",
  );
  const scores = cut.rows.filter((rows) => rows.length >= minimumRows).map((rows) => realized(before, metrics, rows));
  const ranges = metrics.flatMap((name) => {
    const values = scores.flatMap((own) => own[name] ?? []);
    if (values.length < fewestWindows) return [];
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    return [[name, { lower: mean - 3 * deviation, upper: mean + 3 * deviation }] as const];
  });
  return ranges.length === 0 ? undefined : Object.fromEntries(ranges);
}

import { mapIntegers } from "../core/map-numbers.js";
import { type DatasetDrift, type DatasetDriftOptions, datasetDrift } from "../drift/dataset-drift.js";
import { driftByImportance, type ImportantDrift } from "../drift/drift-by-importance.js";
import { type DriftOverTime, driftOverTime } from "../drift/drift-over-time.js";
import type { TimeWindowOptions } from "../drift/time-windows.js";
import type { Column, Columns } from "../table/columns.js";
import { columnNames, type TableSource } from "../table/frame-like.js";
import { getNumbers } from "../table/get-numbers.js";
import { columnsFor } from "../table/to-columns.js";
import { withColumns } from "../table/with-columns.js";
import { type Accuracy, accuracyOverTime } from "./accuracy-over-time.js";
import { type DomainClassifier, domainClassifier } from "./domain-classifier.js";
import { type EstimatedPerformance, estimatePerformance } from "./estimate-performance.js";
import type { FittedPipeline } from "./fitted-pipeline.js";
import type { CustomMetric, MetricName } from "./metric-definition.js";
import { hasContributions, type PredictionChange, predictionChange } from "./prediction-change.js";
import { predictionColumn, predictionName } from "./prediction-column.js";
import { getTimeName } from "./row-times.js";

/** What is watched, and against what. */
export interface MonitorModelOptions
  extends TimeWindowOptions,
    Pick<DatasetDriftOptions, "method" | "threshold" | "defaults" | "warn" | "fail" | "alpha" | "byColumn" | "share"> {
  /** The rows that the model is meant for, such as its training rows: a Polars frame or columns. */
  readonly reference: TableSource;
  /** The rows to watch. */
  readonly current: TableSource;
  /**
   * Name of the time column.
   * @default the only time column of the current rows
   */
  readonly time?: string | undefined;
  /**
   * Adds its predictions to both tables, as column `prediction`, and its accuracy over time where the current rows have
   * the target.
   */
  readonly model?: FittedPipeline | undefined;
  /** @default the target that the model was fitted on */
  readonly target?: string | undefined;
  /** @default the inputs of the model, the target and the prediction; without a model every column of both tables */
  readonly columns?: readonly string[] | undefined;
  /** Number columns that are compared as labels, such as an hour of the day: 23 is not far from 0. */
  readonly labels?: readonly string[] | undefined;
  /**
   * Also compares each window with the same days of the year of the reference.
   * @default where the reference has the time column and spans at least 300 days
   */
  readonly season?: boolean | undefined;
  /**
   * With fewer values on a side the verdict is `too few rows`, and a window gets no score.
   * @default 30
   */
  readonly minimumRows?: number | undefined;
  /**
   * The model's error or metric on rows that it did not learn from, to compare with.
   * @default its error or metric on the reference rows
   */
  readonly referenceScore?: number | undefined;
  /**
   * The metric of a classifier over time.
   * @default rocAuc for two classes, accuracy for many
   */
  readonly metric?: MetricName | CustomMetric | undefined;
  /**
   * Explains the change of the mean prediction, and weights drift by what the model uses.
   * @default for boosted trees, random forests and linear models
   */
  readonly explain?: boolean | undefined;
  /**
   * Estimates the scores of the model without labels; the reference must be rows that it did not learn from.
   * @default false
   */
  readonly estimate?: boolean | undefined;
  /** Trains a classifier to separate current from reference rows. @default false */
  readonly domain?: boolean | undefined;
}

/** Drift of a table and accuracy of a model, over all rows and window by window. */
export interface Monitoring extends Accuracy {
  readonly kind: "monitoring";
  readonly dataset: DatasetDrift;
  readonly overTime: DriftOverTime;
  /** The windows against the same season of the reference. */
  readonly season?: DriftOverTime | undefined;
  readonly target?: string | undefined;
  readonly prediction?: string | undefined;
  /** What moved the mean prediction. */
  readonly change?: PredictionChange | undefined;
  /** Drift weighted by what the model uses. */
  readonly important?: readonly ImportantDrift[] | undefined;
  /** The scores of the model, estimated without labels. */
  readonly estimated?: EstimatedPerformance | undefined;
  readonly domain?: DomainClassifier | undefined;
}

const seasonMs = 300 * 86_400_000;

/**
 * How the current rows differ from the reference rows, over all and window by window, also against the same season,
 * with the predictions of a model and its accuracy. `monitor` also records it and writes a page.
 *
 * @throws ArgumentError for columns that one side lacks, and without a time column.
 */
export function monitorModel(options: MonitorModelOptions): Monitoring {
  const {
    model,
    method,
    threshold,
    defaults,
    warn,
    fail,
    alpha,
    byColumn,
    share,
    by,
    windowDays = 14,
    start,
    end,
    minimumRows = 30,
  } = options;
  const time = getTimeName("monitor", options.current, options.time);
  const target = options.target ?? model?.target?.name;
  const watched = watchedColumns(options, time, target);
  const reference = prepare(options.reference, options, time, watched);
  const current = prepare(options.current, options, time, watched);
  const common = { method, threshold, defaults, warn, fail, alpha, byColumn, minimumRows };
  const windows = { time, columns: watched, by, windowDays, start, end, ...common };
  const dataset = datasetDrift(reference, current, { columns: watched, share, ...common });
  return {
    kind: "monitoring",
    dataset,
    overTime: driftOverTime(reference, current, windows),
    season:
      (options.season ?? spansSeasons(reference, time))
        ? driftOverTime(reference, current, { ...windows, season: "year" })
        : undefined,
    ...(model !== undefined && target !== undefined && accuracyOverTime(model, target, time, options)),
    target,
    prediction: model !== undefined ? predictionName : undefined,
    ...explained(options, dataset),
    estimated: model !== undefined && options.estimate ? estimated(model, target, time, options) : undefined,
    domain: options.domain ? domainClassifier(reference, current, { columns: getInputs(watched, target) }) : undefined,
  };
}

/** What moved the mean prediction, and drift weighted by what the model uses. */
function explained(
  { model, reference, current, explain }: MonitorModelOptions,
  dataset: DatasetDrift,
): Pick<Monitoring, "change" | "important"> {
  if (model === undefined || explain === false || !hasContributions(model)) return {};
  const change = predictionChange(model, { reference, current });
  const importance = Object.fromEntries(change.columns.map((own) => [own.column, own.importance]));
  return { change, important: driftByImportance(dataset, importance) };
}

function estimated(
  model: FittedPipeline,
  target: string | undefined,
  time: string,
  { reference, current, by, windowDays, start, end, minimumRows }: MonitorModelOptions,
): EstimatedPerformance {
  const windows = { time, by, windowDays, start, end, minimumRows };
  return estimatePerformance(model, { reference, current, target, ...windows });
}

/** What is known of a row before its truth. */
function getInputs(watched: readonly string[], target: string | undefined): readonly string[] {
  return watched.filter((name) => name !== target && name !== predictionName);
}

function watchedColumns(
  { columns, model, reference, current }: MonitorModelOptions,
  time: string,
  target: string | undefined,
): readonly string[] {
  if (columns !== undefined) return columns;
  const [before, now] = [new Set(columnNames(reference)), columnNames(current)];
  const shared = now.filter((name) => before.has(name) && name !== time);
  if (model === undefined) return shared;
  const inputs = model.inputs.filter(({ kind }) => kind !== "time").map(({ name }) => name);
  return [
    ...new Set([...inputs, ...(target !== undefined && shared.includes(target) ? [target] : []), predictionName]),
  ];
}

/** The time and the watched columns of a table, with the predictions of the model. */
function prepare(
  table: TableSource,
  { model, labels = [] }: MonitorModelOptions,
  time: string,
  watched: readonly string[],
): Columns {
  const names = columnNames(table);
  const own = [time, ...watched].filter((name) => names.includes(name));
  const needed = [...watched.filter((name) => name !== predictionName), ...own];
  let columns = columnsFor("monitor", table, { only: [...new Set(needed)] });
  if (model !== undefined && watched.includes(predictionName) && !names.includes(predictionName)) {
    columns = withColumns(columns, [[predictionName, predictionColumn(model, table)]]);
  }
  return withColumns(
    columns,
    labels
      .filter((name) => columns.byName.has(name))
      .map((name) => [name, toLabels(getNumbers(columns, name, "monitor"))]),
  );
}

/** Numbers as the labels of a category, in the order of the numbers. */
function toLabels(values: Float64Array): Column {
  const distinct = [...new Set(values)].filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const codes = new Map(distinct.map((value, code) => [value, code]));
  const categories = distinct.map(String);
  return { kind: "category", codes: mapIntegers(values, (value) => codes.get(value) ?? -1), categories };
}

function spansSeasons(reference: Columns, time: string): boolean {
  const column = reference.byName.get(time);
  if (column?.kind !== "time") return false;
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of column.values) {
    if (value < first) first = value;
    if (value > last) last = value;
  }
  return last - first >= seasonMs;
}

import { ArgumentError } from "../core/errors.js";
import { mapNumbers, rowNumbers } from "../core/map-numbers.js";
import { isBuiltInStep } from "../features/restore-step.js";
import { countRows, type TableSource } from "../table/frame-like.js";
import type { FittedPipeline } from "./fitted-pipeline.js";
import {
  type CustomMetric,
  getMetrics,
  type MetricDefinition,
  type MetricName,
  type MetricRows,
  type Task,
} from "./metric-definition.js";
import {
  classPositions,
  getTask,
  likeliest,
  type ModelOutput,
  modelOutput,
  type TaskClasses,
  toMetricRows,
} from "./model-output.js";
import { modelVerdict } from "./model-verdict.js";
import { groupRows, type RowGroup } from "./row-groups.js";
import { readTarget } from "./target-column.js";
import { trainingTimeWarning } from "./training-time-warning.js";

/** What is measured, and on which rows. */
export interface EvaluateOptions {
  /**
   * One value per row, or the name of its column.
   * @default the target that the pipelines were fitted on
   */
  readonly target?: Float64Array | string | undefined;
  /**
   * The metrics, the one to compare by first.
   * @default those of the task: RMSE, mean absolute error and R2; or area under the ROC curve, average precision and
   * others
   */
  readonly metrics?: readonly (MetricName | CustomMetric)[] | undefined;
  /**
   * Also measures each group of rows: by the labels of a column, or by the years or months of a time column.
   * @default none
   */
  readonly by?: string | { readonly time: string; readonly every: "year" | "month" } | undefined;
  /**
   * Of two classes the second is predicted where its probability is above.
   * @default 0.5
   */
  readonly threshold?: number | undefined;
}

/** One model or baseline on one group of rows. */
export interface EvaluationRow {
  readonly name: string;
  readonly kind: "baseline" | "model";
  /** Label of the group, or "all". */
  readonly group: string;
  readonly rowCount: number;
  /** By name; NaN where the group has too few classes. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** Models and baselines measured on rows they did not learn from. */
export interface Evaluation {
  readonly kind: "evaluation";
  readonly task: Task;
  /** Name of the target column. */
  readonly target?: string | undefined;
  readonly unit?: string | undefined;
  readonly rowCount: number;
  /** Names of the metrics, the one to compare by first. */
  readonly metrics: readonly string[];
  /** All rows first, baselines before models; then group by group. */
  readonly rows: readonly EvaluationRow[];
  /** One sentence: the best model against the best baseline. */
  readonly verdict: string;
  readonly warnings: readonly string[];
}

/** Kinds of models, and of series models, that are baselines. */
const baselineKinds = ["mean", "groupMean", "lastValue", "repeatColumn", "seasonalNaive"];

/**
 * Fitted models and baselines measured on the same rows: the metrics of a regression, of two classes or of many, from
 * probabilities where a metric needs scores. A constant baseline is always among them: the mean of the training target,
 * or the shares of its classes.
 *
 * @throws ArgumentError for a metric that is not for the task, and for a target that the pipelines were not fitted on.
 * @example evaluate({ trees, hourMean }, test, { by: { time: "time", every: "year" } })
 */
export function evaluate(
  models: Readonly<Record<string, FittedPipeline>>,
  source: TableSource,
  options: EvaluateOptions = {},
): Evaluation {
  return evaluateOutputs(models, source, options, ({ model, features }) => modelOutput(model, features(source)));
}

/** `evaluate`, of the output that each model has given for the rows of the source. */
export function evaluateOutputs(
  models: Readonly<Record<string, FittedPipeline>>,
  source: TableSource,
  { target, metrics, by, threshold = 0.5 }: EvaluateOptions,
  outputOf: (model: FittedPipeline) => ModelOutput,
): Evaluation {
  const caller = "evaluate";
  const fitted = Object.values(models);
  const [first] = fitted;
  if (first === undefined) throw new ArgumentError("evaluate: models is empty; give at least one fitted pipeline");
  const name = target ?? targetName(models);
  const labels = first.target?.labels;
  const actual = readTarget(caller, source, name, labels);
  const task = getTask(
    fitted.map(({ model }) => model),
    labels,
  );
  const definitions = getMetrics(caller, task.task, metrics);
  const positions = task.task === "regression" ? actual.values : classPositions(caller, actual.values, task.classes);
  const outputs = [
    ...constantBaseline(first, task, positions, models),
    ...Object.entries(models).map(([name, pipeline]) => ({
      name,
      kind: isBaseline(pipeline) ? ("baseline" as const) : ("model" as const),
      rows: {
        actual: positions,
        ...toMetricRows(name, outputOf(pipeline), task, threshold),
      },
    })),
  ].toSorted((a, b) => (a.kind === b.kind ? 0 : a.kind === "baseline" ? -1 : 1));
  const warnings = fitted.flatMap((pipeline) => trainingTimeWarning(pipeline, source) ?? []);
  const rowCount = countRows(source);
  const groups: readonly RowGroup[] = [
    { label: "all", rows: rowNumbers(rowCount) },
    ...(by === undefined ? [] : groupRows(caller, source, by)),
  ];
  const rows = groups.flatMap(({ label, rows: own }) =>
    outputs.map(({ name, kind, rows }) => ({
      name,
      kind,
      group: label,
      rowCount: own.length,
      metrics: measure(definitions, takeMetricRows(rows, own), label, warnings),
    })),
  );
  const whole = rows.filter(({ group }) => group === "all");
  return {
    kind: "evaluation",
    task: task.task,
    target: actual.name,
    unit: first.target?.unit,
    rowCount,
    metrics: definitions.map(({ name }) => name),
    rows,
    verdict: modelVerdict(whole, definitions[0]),
    warnings: [...new Set(warnings)],
  };
}

/** A column that a step of `defineStep` computes is a model of its own, even where `repeatColumn` returns it. */
function isBaseline({ model, steps }: FittedPipeline): boolean {
  if (model.kind === "repeatColumn" && steps.some(({ kind }) => !isBuiltInStep(kind))) return false;
  if (baselineKinds.includes(model.kind)) return true;
  return model.kind === "forecastSeries" && baselineKinds.includes(String(model.toJSON().series));
}

function targetName(models: Readonly<Record<string, FittedPipeline>>): string {
  const names = new Set(Object.values(models).map(({ target }) => target?.name));
  const [only] = names;
  if (names.size === 1 && only !== undefined) return only;
  throw new ArgumentError(
    names.size === 1
      ? "evaluate: the pipelines do not hold the name of their target; give target"
      : `evaluate: the models have different targets: ${[...names].map((name) => name ?? "without a name").join(", ")}`,
  );
}

interface NamedOutput {
  readonly name: string;
  readonly kind: "baseline" | "model";
  readonly rows: MetricRows;
}

/** The mean of the training target, or the shares of its classes, for every row. */
function constantBaseline(
  { target }: FittedPipeline,
  { task, classes }: TaskClasses,
  actual: Float64Array,
  models: Readonly<Record<string, FittedPipeline>>,
): readonly NamedOutput[] {
  if (target === undefined || Object.values(models).some(({ model }) => model.kind === "mean")) return [];
  const name = task === "regression" ? "training mean" : "training shares";
  if (task === "regression") {
    return [{ name, kind: "baseline", rows: { actual, predicted: new Float64Array(actual.length).fill(target.mean) } }];
  }
  const shares = target.shares ?? [];
  if (shares.length !== classes.length) return [];
  const probabilities = shares.map((share) => new Float64Array(actual.length).fill(share));
  return [{ name, kind: "baseline", rows: { actual, probabilities, predicted: likeliest(probabilities, 0.5) } }];
}

/** Some rows of predictions. */
export function takeMetricRows({ actual, predicted, probabilities }: MetricRows, rows: Int32Array): MetricRows {
  const take = (values: Float64Array): Float64Array => mapNumbers(rows, (row) => values[row] ?? Number.NaN);
  if (rows.length === actual.length) return { actual, predicted, probabilities };
  return { actual: take(actual), predicted: take(predicted), probabilities: probabilities?.map(take) };
}

/**
 * The metrics of some rows; NaN, with a warning, where they cannot be computed, as the area under the curve of one
 * class.
 */
function measure(
  definitions: readonly MetricDefinition[],
  rows: MetricRows,
  group: string,
  warnings: string[],
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    definitions.map(({ name, measure }) => {
      try {
        return [name, measure(rows)];
      } catch (cause) {
        if (!(cause instanceof ArgumentError) || group === "all") throw cause;
        warnings.push(`${group}: ${cause.message}`);
        return [name, Number.NaN];
      }
    }),
  );
}

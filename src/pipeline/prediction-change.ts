import { ArgumentError } from "../core/errors.js";
import { mapIntegers } from "../core/map-numbers.js";
import { isProfile } from "../drift/profile-columns.js";
import type { MeanContributions, TableProfile } from "../drift/table-profile.js";
import type { FittedLinear } from "../models/linear/fitted-linear.js";
import type { BoostedTrees } from "../models/trees/boosted-trees.js";
import { shapValues } from "../models/trees/shap-values.js";
import { columnNames, countRows, type TableSource } from "../table/frame-like.js";
import type { Matrix } from "../table/matrix.js";
import { takeRows } from "../table/take-rows.js";
import { columnsFor } from "../table/to-columns.js";
import { featureInputs } from "./explain-rows.js";
import type { FittedPipeline } from "./fitted-pipeline.js";

/** What moved the mean prediction of a model between two tables. */
export interface PredictionChange {
  readonly kind: "prediction-change";
  /** `prediction`, or `log odds` of the second class or of class `of`. */
  readonly scale: "prediction" | "log odds";
  /** Mean prediction of the reference rows. */
  readonly before: number;
  readonly after: number;
  /** after - before: the sum of all contributions. */
  readonly change: number;
  /** The largest first. */
  readonly columns: readonly ChangeContribution[];
  /** Rows that were explained, evenly spread over the table. */
  readonly referenceRows: number;
  readonly currentRows: number;
}

export interface ChangeContribution {
  /** An input column, or a feature that is made of several. */
  readonly column: string;
  /** What it added to the change, in the scale's unit. */
  readonly contribution: number;
  /** How much the model uses it: how far contributions to single predictions vary, as a share of all columns. */
  readonly importance: number;
}

export interface PredictionChangeOptions {
  /** Rows, or the profile of the model's rows. */
  readonly reference: TableSource | TableProfile;
  readonly current: TableSource;
  /** The class to explain, for three or more classes. */
  readonly of?: number | undefined;
  /**
   * Of more rows this number is explained, evenly spread.
   * @default 5,000
   */
  readonly rows?: number | undefined;
}

/**
 * How much each column contributed to the change of the mean prediction, exactly: the contributions add up to it.
 * Boosted trees and random forests by their Shapley values, linear models by their coefficients. The reference may be
 * the `profile` of the model's rows, which holds the means.
 *
 * @throws ArgumentError for other models, and for a profile without contributions
 * @example predictionChange(model, { reference: train, current: test }).columns[0]?.column
 */
export function predictionChange(
  model: FittedPipeline,
  { reference, current, of, rows }: PredictionChangeOptions,
): PredictionChange {
  const before = isProfile(reference) ? reference.contributions : meanContributions(model, reference, { of, rows });
  if (before === undefined)
    throw new ArgumentError(
      "predictionChange: the profile holds no contributions; make it with profile(rows, { model })",
    );
  const after = meanContributions(model, current, { of, rows });
  const columns = Object.entries(before.columns).map(([column, { mean, importance }]) => {
    const contribution = (after.columns[column]?.mean ?? 0) - mean;
    return { column, contribution, importance };
  });
  const [first, second] = [before, after].map(
    (own) => own.expected + Object.values(own.columns).reduce((sum, { mean }) => sum + mean, 0),
  );
  return {
    kind: "prediction-change",
    scale: before.scale,
    before: first as number,
    after: second as number,
    change: (second as number) - (first as number),
    columns: columns.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)),
    referenceRows: before.rows,
    currentRows: after.rows,
  };
}

/** The mean contribution of each column to the predictions of a table, of at most `rows` evenly spread rows. */
export function meanContributions(
  model: FittedPipeline,
  table: TableSource,
  { of, rows = 5_000 }: Pick<PredictionChangeOptions, "of" | "rows"> = {},
): MeanContributions {
  const { names, values, expected, rowCount, scale } = getContributions(model, spread(model, table, rows), of);
  const inputs = featureInputs(model.steps);
  const found = new Map<string, { mean: number; use: number }>();
  names.forEach((feature, index) => {
    const column = inputs(feature) ?? feature;
    const own = found.get(column) ?? { mean: 0, use: 0 };
    const added = values[index] ?? new Float64Array(0);
    const usual = mean(added);
    own.mean += usual;
    own.use += mean(added.map((value) => Math.abs(value - usual)));
    found.set(column, own);
  });
  const uses = [...found.values()].reduce((sum, { use }) => sum + use, 0) || 1;
  const columns = [...found].map(([column, own]) => [column, { mean: own.mean, importance: own.use / uses }] as const);
  return { scale, expected, rows: rowCount, columns: Object.fromEntries(columns) };
}

/** Whether `predictionChange` can explain a model. */
export function hasContributions({ model }: FittedPipeline): boolean {
  return model.kind === "linear" || (model.kind === "boostedTrees" && (model.classes?.length ?? 0) <= 2);
}

interface Contributions {
  readonly names: readonly string[];
  readonly values: readonly Float64Array[];
  readonly expected: number;
  readonly rowCount: number;
  readonly scale: PredictionChange["scale"];
}

function getContributions(fitted: FittedPipeline, source: TableSource, of: number | undefined): Contributions {
  const { model } = fitted;
  const matrix = fitted.features(source);
  if (matrix.rowCount === 0) throw new ArgumentError("predictionChange: a table has no rows; give rows of both sides");
  if (model.kind === "linear") return linearContributions(model as FittedLinear, matrix);
  if (model.kind !== "boostedTrees")
    throw new ArgumentError(
      `predictionChange: model "${model.kind}" has no exact contributions; use boosted trees, a random forest or a linear model`,
    );
  const { featureNames, contributions, expected } = shapValues(model as BoostedTrees, matrix, of);
  const scale = (model.classes?.length ?? 0) > 0 && isLogOdds(model as BoostedTrees) ? "log odds" : "prediction";
  return { names: featureNames, values: contributions, expected, rowCount: matrix.rowCount, scale };
}

/** A random forest of classes predicts shares, boosted trees log odds. */
function isLogOdds({ objective }: BoostedTrees): boolean {
  return objective === "logistic" || objective === "softmax";
}

function linearContributions({ coefficients, intercept }: FittedLinear, matrix: Matrix): Contributions {
  const values = matrix.names.map((name, index) =>
    (matrix.columns[index] ?? new Float64Array(0)).map((value) => (coefficients.get(name) ?? 0) * value),
  );
  return { names: matrix.names, values, expected: intercept, rowCount: matrix.rowCount, scale: "prediction" };
}

function mean(values: Float64Array = new Float64Array(0)): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** The inputs of a model in at most `rows` of a table, evenly spread. */
function spread({ inputs }: FittedPipeline, source: TableSource, rows: number): TableSource {
  const count = countRows(source);
  if (count <= rows) return source;
  const known = new Set(columnNames(source));
  const only = inputs.map(({ name }) => name).filter((name) => known.has(name));
  const columns = columnsFor("predictionChange", source, { only });
  return takeRows(
    columns,
    mapIntegers({ length: rows }, (_, index) => Math.floor((index * count) / rows)),
  );
}

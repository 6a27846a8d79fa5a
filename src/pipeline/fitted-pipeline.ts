import { contentHash } from "../core/content-hash.js";
import { ArgumentError, NotFoundError } from "../core/errors.js";
import { canonicalJson, type JsonObject } from "../core/json.js";
import type { FittedStep } from "../features/step.js";
import type { FittedModel } from "../models/model.js";
import type { Column, Columns } from "../table/columns.js";
import { columnNames, isTable, type TableSource } from "../table/frame-like.js";
import type { Matrix } from "../table/matrix.js";
import { selectColumns } from "../table/select-columns.js";
import { inputsToJson, targetToJson } from "./contract-json.js";
import { hasClasses, type TargetColumn } from "./describe-target.js";
import type { InputColumn } from "./input-column.js";
import { timesAsNumbers } from "./model-matrix.js";

/** The parts of a fitted pipeline. */
export interface FittedPipelineParts {
  readonly inputs: readonly InputColumn[];
  /** Absent in files of versions that did not save it. */
  readonly target?: TargetColumn | undefined;
  readonly steps: readonly FittedStep[];
  readonly model: FittedModel;
  /**
   * Sentences about training features without information.
   * @default []
   */
  readonly warnings?: readonly string[] | undefined;
}

/** Steps and model that have learned. */
export interface FittedPipeline extends FittedPipelineParts {
  /** Columns that `predict` needs, with what is known of their values; other columns are ignored. */
  readonly inputs: readonly InputColumn[];
  /** Names of the model's features, in order. */
  readonly featureNames: readonly string[];
  /**
   * One number per row of a frame or columns; for a target of labels the position of the label in `target.labels`.
   * @throws ArgumentError naming the column that is missing or of another kind, or the label that training did not see.
   */
  predict(source: TableSource): Float64Array;
  /** One label per row, for a target of labels. */
  predictLabels(source: TableSource): readonly string[];
  /**
   * One array per class of the target with its probability in each row. For models of numbers, such as baselines, those
   * of 0 and 1 where the target had only these values: the prediction within 0 and 1.
   * @throws ArgumentError for a target of other numbers.
   */
  probabilities(source: TableSource): readonly Float64Array[];
  /**
   * The probability of class 1, or of the second label, in each row, for a target of two classes: the scores for
   * `rocAuc`, `averagePrecision`, `logLoss` and `brierScore`.
   */
  probability(source: TableSource): Float64Array;
  /** The matrix that the model reads: the steps applied. */
  features(source: TableSource): Matrix;
  /** Share of the gain that each feature brought, largest first; empty when the model does not know. */
  importance(): ReadonlyMap<string, number>;
  /** Sentences about training features without information, such as constant ones; empty after restoring. */
  readonly warnings: readonly string[];
  /** All of it, with format, version and content hash, as `restorePipeline` reads it. */
  toJSON(): JsonObject;
}

/** The name that pipeline files carry. */
export const pipelineFormat = "cuaderno-pipeline";

/** The newest version of pipeline files that this code reads, and the one it writes. */
export const pipelineVersion = 1;

/** Reads columns of a table: with Polars frames, or, where a page only predicts, of columns alone. */
export type ReadColumns = (
  caller: string,
  source: TableSource,
  options: { readonly only: readonly string[] },
) => Columns;

/** A fitted pipeline from its parts. */
export function fittedPipeline(
  { inputs, target, steps, model, warnings = [] }: FittedPipelineParts,
  readColumns: ReadColumns,
): FittedPipeline {
  const { featureNames } = model;
  const features = (source: TableSource): Matrix => {
    const columns = inputColumns(inputs, source, readColumns);
    const made = steps.reduce((current, step) => step.transform(current), columns);
    return featureMatrix(made, featureNames);
  };
  const predict = (source: TableSource): Float64Array => model.predict(features(source));
  // A model of numbers whose target was 0 and 1, such as the mean of a group, predicts the probability of 1.
  const classes = model.classes ?? (target?.shares && [0, 1]);
  const probabilities = (source: TableSource): readonly Float64Array[] => {
    if (hasClasses(model)) return model.probabilities(features(source));
    if (classes === undefined) {
      throw new ArgumentError(
        `pipeline: model "${model.kind}" has no probabilities for a target of numbers; use a classifier such as logistic, or predict`,
      );
    }
    const second = predict(source).map((value) => Math.min(1, Math.max(0, value)));
    return [second.map((value) => 1 - value), second];
  };
  return {
    inputs,
    target,
    steps,
    model,
    featureNames,
    features,
    warnings,
    predict,
    predictLabels(source) {
      const labels = target?.labels;
      if (labels === undefined) {
        throw new ArgumentError(
          "pipeline: predictLabels needs a target of labels, this one holds numbers; use predict",
        );
      }
      return Array.from(predict(source), (code) => labels[code] ?? "");
    },
    probabilities,
    probability(source) {
      const arrays = probabilities(source);
      const second = arrays[classes?.indexOf(1) ?? -1];
      if (second !== undefined && arrays.length <= 2) return second;
      throw new ArgumentError(
        `pipeline: probability needs the classes 0 and 1, the target had ${classes?.join(", ")}; use probabilities`,
      );
    },
    importance: () => model.importance?.() ?? new Map(),
    toJSON() {
      const content = {
        format: pipelineFormat,
        version: pipelineVersion,
        inputs: inputsToJson(inputs),
        ...(target && { target: targetToJson(target) }),
        steps: steps.map((step) => step.toJSON()),
        model: model.toJSON(),
      };
      return { ...content, hash: contentHash(canonicalJson(content)) };
    },
  };
}

/** The columns called `names` as a matrix; a time among them is a number for the model that names it. */
export function featureMatrix(columns: Columns, names: readonly string[]): Matrix {
  const { rowCount, byName } = timesAsNumbers(selectColumns(columns, names, "pipeline"));
  const arrays = [...byName].map(([name, column]) => {
    if (column.kind === "number") return column.values;
    throw new ArgumentError(
      `pipeline: feature "${name}" is ${column.kind}, a model needs numbers; encode it, with oneHot for example, or drop it`,
    );
  });
  return { rowCount, names: [...byName.keys()], columns: arrays };
}

function inputColumns(inputs: readonly InputColumn[], source: TableSource, readColumns: ReadColumns): Columns {
  const names = inputs.map(({ name }) => name);
  if (Array.isArray(source)) {
    throw new ArgumentError(
      "pipeline: predict takes a frame or columns; for rows as objects use predictRows(model, rows)",
    );
  }
  const known = new Set(isTable(source) ? columnNames(source) : names);
  const absent = names.filter((name) => !known.has(name));
  if (absent.length > 0) {
    throw new NotFoundError(
      `pipeline: no column ${absent.map((name) => `"${name}"`).join(", ")}; prediction needs ${names.join(", ")}`,
    );
  }
  const columns = readColumns("pipeline", source, { only: names });
  for (const { name, kind } of inputs) {
    const given = columns.byName.get(name)?.kind ?? kind;
    if (plainKind(given) !== plainKind(kind)) {
      throw new ArgumentError(
        `pipeline: column "${name}" is ${given}, at training it was ${kind}; read it with the same schema`,
      );
    }
  }
  return columns;
}

function plainKind(kind: Column["kind"]): string {
  return kind === "category" ? "string" : kind;
}

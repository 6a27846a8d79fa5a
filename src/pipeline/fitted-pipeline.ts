import { contentHash } from "../core/content-hash.js";
import { ArgumentError, NotFoundError } from "../core/errors.js";
import { canonicalJson, type JsonObject } from "../core/json.js";
import type { FittedStep } from "../features/step.js";
import type { FittedModel } from "../models/model.js";
import { type Column, type Columns, selectColumns } from "../table/columns.js";
import { type Matrix, toMatrix } from "../table/matrix.js";

/** A column that prediction needs. */
export interface InputColumn {
  readonly name: string;
  readonly kind: Column["kind"];
}

/** The parts of a fitted pipeline. */
export interface FittedPipelineParts {
  readonly inputs: readonly InputColumn[];
  readonly steps: readonly FittedStep[];
  readonly model: FittedModel;
  /** Sentences about training features that tell nothing. Default: none. */
  readonly warnings?: readonly string[];
}

/** Steps and model that have learned. */
export interface FittedPipeline extends FittedPipelineParts {
  /** Columns that `predict` needs; it takes no notice of others. */
  readonly inputs: readonly InputColumn[];
  /** Names of what the model sees, in order. */
  readonly featureNames: readonly string[];
  /** One value per row. Says which column is missing or of another kind, and which label training did not see. */
  predict(columns: Columns): Float64Array;
  /** One list per class of the target with its probability in each row; refused when the model does not give any. */
  probabilities(columns: Columns): readonly Float64Array[];
  /** The probability of class 1 in each row, where the target was 0 or 1. */
  probability(columns: Columns): Float64Array;
  /** What the model sees: the steps applied. */
  features(columns: Columns): Matrix;
  /** Share of the gain that each feature brought, largest first; empty when the model does not know. */
  importance(): ReadonlyMap<string, number>;
  /** Sentences about training features that tell nothing, such as constant ones; empty after restoring. */
  readonly warnings: readonly string[];
  /** All of it, with format, version and content hash, as `restorePipeline` reads it. */
  toJSON(): JsonObject;
}

/** The name that pipeline files carry. */
export const pipelineFormat = "cuaderno-pipeline";

/** The newest version of pipeline files that this code reads, and the one it writes. */
export const pipelineVersion = 1;

/** A fitted pipeline from its parts. */
export function fittedPipeline({ inputs, steps, model, warnings = [] }: FittedPipelineParts): FittedPipeline {
  const { featureNames } = model;
  const features = (columns: Columns): Matrix => {
    checkInputs(inputs, columns);
    const names = inputs.map(({ name }) => name);
    const own = steps.reduce((current, step) => step.transform(current), selectColumns(columns, names, "pipeline"));
    return toMatrix(selectColumns(own, featureNames, "pipeline"));
  };
  const probabilities = (columns: Columns): readonly Float64Array[] => {
    if (model.probabilities === undefined) {
      throw new ArgumentError(
        `pipeline: model "${model.kind}" gives no probabilities; use a classifier such as logistic, or predict`,
      );
    }
    return model.probabilities(features(columns));
  };
  return {
    inputs,
    steps,
    model,
    featureNames,
    features,
    warnings,
    predict: (columns) => model.predict(features(columns)),
    probabilities,
    probability(columns) {
      const lists = probabilities(columns);
      const own = lists[model.classes?.indexOf(1) ?? -1];
      if (own !== undefined && lists.length <= 2) return own;
      throw new ArgumentError(
        `pipeline: probability needs the classes 0 and 1, the target had ${model.classes?.join(", ")}; use probabilities`,
      );
    },
    importance: () => model.importance?.() ?? new Map(),
    toJSON() {
      const content = {
        format: pipelineFormat,
        version: pipelineVersion,
        inputs: inputs.map(({ name, kind }) => ({ name, kind })),
        steps: steps.map((step) => step.toJSON()),
        model: model.toJSON(),
      };
      return { ...content, hash: contentHash(canonicalJson(content)) };
    },
  };
}

function checkInputs(inputs: readonly InputColumn[], columns: Columns): void {
  const absent = inputs.filter(({ name }) => !columns.byName.has(name));
  if (absent.length > 0) {
    throw new NotFoundError(
      `pipeline: no column ${absent.map(({ name }) => `"${name}"`).join(", ")}; prediction needs ${inputs.map(({ name }) => name).join(", ")}`,
    );
  }
  for (const { name, kind } of inputs) {
    const given = columns.byName.get(name)?.kind ?? kind;
    if (plainKind(given) !== plainKind(kind)) {
      throw new ArgumentError(
        `pipeline: column "${name}" is ${given}, at training it was ${kind}; read it with the same schema`,
      );
    }
  }
}

function plainKind(kind: Column["kind"]): string {
  return kind === "category" ? "text" : kind;
}

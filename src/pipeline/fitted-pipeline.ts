import { contentHash } from "../core/content-hash.js";
import { ArgumentError, NotFoundError } from "../core/errors.js";
import { canonicalJson, type JsonObject } from "../core/json.js";
import type { FittedStep } from "../features/step.js";
import type { FittedModel } from "../models/model.js";
import { type Column, type Columns, pickColumns } from "../table/columns.js";
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
}

/** Steps and model that have learned. */
export interface FittedPipeline extends FittedPipelineParts {
  /** Columns that `predict` needs; it takes no notice of others. */
  readonly inputs: readonly InputColumn[];
  /** Names of what the model sees, in order. */
  readonly featureNames: readonly string[];
  /** One value per row. Says which column is missing or of another kind, and which label training did not see. */
  predict(columns: Columns): Float64Array;
  /** What the model sees: the steps applied. */
  features(columns: Columns): Matrix;
  /** Share of the gain that each feature brought, largest first; empty when the model does not know. */
  importance(): ReadonlyMap<string, number>;
  /** All of it, with format, version and content hash, as `restorePipeline` reads it. */
  toJSON(): JsonObject;
}

/** The name that pipeline files carry. */
export const pipelineFormat = "cuaderno-pipeline";

/** The newest version of pipeline files that this code reads, and the one it writes. */
export const pipelineVersion = 1;

/** A fitted pipeline from its parts. */
export function fittedPipeline({ inputs, steps, model }: FittedPipelineParts): FittedPipeline {
  const { featureNames } = model;
  const features = (columns: Columns): Matrix => {
    checkInputs(inputs, columns);
    const names = inputs.map(({ name }) => name);
    const own = steps.reduce((current, step) => step.transform(current), pickColumns(columns, names, "pipeline"));
    return toMatrix(pickColumns(own, featureNames, "pipeline"));
  };
  return {
    inputs,
    steps,
    model,
    featureNames,
    features,
    predict: (columns) => model.predict(features(columns)),
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

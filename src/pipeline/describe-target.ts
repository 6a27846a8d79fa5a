import type { FittedClassifier, FittedModel } from "../models/model.js";
import { weightedMean } from "../models/weighted-mean.js";
import type { TableSchema } from "../table/schema/schema.js";
import type { TargetValues } from "./target-column.js";

/** What a fitted pipeline predicts, and what its training rows held. */
export interface TargetColumn {
  /** Name of the column; absent where the target was given by values. */
  readonly name?: string | undefined;
  readonly unit?: string | undefined;
  /** Where the column held strings: its labels, which predictions give by their position. */
  readonly labels?: readonly string[] | undefined;
  /** Where the model is a classifier: its classes, ascending. */
  readonly classes?: readonly number[] | undefined;
  /** Mean of the training rows. */
  readonly mean: number;
  /** Where the target has classes or only the values 0 and 1: each class's share of the training rows. */
  readonly shares?: readonly number[] | undefined;
}

/** The target of a fitted pipeline. */
export function describeTarget(
  { name, values, labels }: TargetValues,
  fitted: FittedModel,
  schema: TableSchema | undefined,
): TargetColumn {
  const unit = name === undefined ? undefined : schema?.columns[name]?.unit;
  const known = hasClasses(fitted) ? fitted.classes : isZeroOrOne(values) ? [0, 1] : undefined;
  const shares = known?.map((own) => values.filter((value) => value === own).length / values.length);
  return {
    name,
    unit,
    labels,
    classes: hasClasses(fitted) ? fitted.classes : undefined,
    mean: weightedMean(values),
    shares,
  };
}

/** Whether a fitted model is a classifier. */
export function hasClasses(model: FittedModel): model is FittedClassifier {
  return model.classes !== undefined && model.classes.length > 0;
}

function isZeroOrOne(values: Float64Array): boolean {
  return values.length > 0 && values.every((value) => value === 0 || value === 1);
}

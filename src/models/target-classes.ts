import { ArgumentError } from "../core/errors.js";
import type { ObjectiveName } from "./trees/boosting-objective.js";

/** A target with its classes, ascending; empty for numbers. */
export interface EncodedTarget {
  readonly classes: readonly number[];
  /** The target; for classes the index of each row's class, -1 for classes that are not in the training rows. */
  readonly target: Float64Array;
}

/** The classes of the training rows and the encoded target, for the objectives of classes. */
export function targetClasses(objective: ObjectiveName, target: Float64Array, rows: Int32Array): EncodedTarget {
  if (objective !== "logistic" && objective !== "softmax") return { classes: [], target };
  const classes = [...new Set(Array.from(rows, (row) => target[row]))].sort((a, b) => a - b);
  if (classes.length < 2) {
    throw new ArgumentError(
      `gradientBoosting: ${objective} needs two or more classes, every row has class ${classes[0]}; check the split`,
    );
  }
  if (objective === "logistic" && classes.length > 2) {
    throw new ArgumentError(
      `gradientBoosting: logistic needs 2 classes, the target has ${classes.length}: ${classes.slice(0, 5).join(", ")}; use softmax`,
    );
  }
  const indices = new Map(classes.map((value, index) => [value, index]));
  return { classes, target: target.map((value) => indices.get(value) ?? -1) };
}

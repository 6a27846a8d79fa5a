import { ArgumentError } from "../core/errors.js";
import type { ObjectiveName } from "./trees/boosting-objective.js";

/** A target with its classes, ascending; for numbers there are none. */
export interface KnownTarget {
  readonly classes: readonly number[];
  /** The target, for classes each row's place among them; -1 where a row not learned from has another. */
  readonly target: Float64Array;
}

/** Finds the classes among the rows learned from, for the objectives that need them. */
export function targetClasses(objective: ObjectiveName, target: Float64Array, rows: Int32Array): KnownTarget {
  if (objective !== "logistic" && objective !== "softmax") return { classes: [], target };
  const classes = [...new Set(Array.from(rows, (row) => target[row]))].sort((a, b) => a - b);
  if (classes.length < 2) {
    throw new ArgumentError(`gradientBoosting: every row is of class ${classes[0]}; ${objective} needs rows of others`);
  }
  if (objective === "logistic" && classes.length > 2) {
    throw new ArgumentError(
      `gradientBoosting: logistic needs 2 classes, the target has ${classes.length}: ${classes.slice(0, 5).join(", ")}; use softmax`,
    );
  }
  const place = new Map(classes.map((value, index) => [value, index]));
  return { classes, target: target.map((value) => place.get(value) ?? -1) };
}

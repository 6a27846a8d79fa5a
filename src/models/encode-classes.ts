import { ArgumentError } from "../core/errors.js";
import { mapIntegers } from "../core/map-numbers.js";

/** A target of classes. */
export interface EncodedClasses {
  /** The classes, ascending. */
  readonly classes: readonly number[];
  /** For each row the index of its class. */
  readonly codes: Int32Array;
}

/**
 * The classes of a target, found by `toCodes`; refuses a target that is not integers, and a single class.
 */
export function encodeClasses(
  caller: string,
  target: Float64Array,
  toCodes: (target: Float64Array) => EncodedClasses = toClassCodes,
): EncodedClasses {
  let bad = 0;
  while (bad < target.length && Number.isInteger(target[bad])) bad++;
  if (bad < target.length) {
    throw new ArgumentError(
      `${caller}: expected integer classes, the target is ${target[bad]} at row index ${bad}; encode classes as 0, 1, 2`,
    );
  }
  const encoded = toCodes(target);
  const { classes } = encoded;
  if (classes.length < 2) {
    throw new ArgumentError(
      `${caller}: expected two or more classes, every row has class ${classes[0]}; check the split`,
    );
  }
  if (classes.length > 1000) {
    throw new ArgumentError(
      `${caller}: the target has ${classes.length} classes, the maximum is 1000; use a regression model for numbers`,
    );
  }
  return encoded;
}

/** As `encodeClasses`, for a target that was checked before. */
export function toClassCodes(target: Float64Array): EncodedClasses {
  const classes = [...new Set(target)].sort((a, b) => a - b);
  const indices = new Map(classes.map((value, index) => [value, index]));
  return { classes, codes: mapIntegers(target, (value) => indices.get(value) ?? 0) };
}

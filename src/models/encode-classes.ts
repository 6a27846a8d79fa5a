import { ArgumentError } from "../core/errors.js";

/** A target of classes. */
export interface EncodedClasses {
  /** The classes, ascending. */
  readonly classes: readonly number[];
  /** For each row the index of its class. */
  readonly codes: Int32Array;
}

/** The classes of a target; refuses a target that is not integers, and a single class. */
export function encodeClasses(caller: string, target: Float64Array): EncodedClasses {
  const bad = target.findIndex((value) => !Number.isInteger(value));
  if (bad >= 0) {
    throw new ArgumentError(
      `${caller}: expected integer classes, the target is ${target[bad]} at row index ${bad}; encode classes as 0, 1, 2`,
    );
  }
  const encoded = toClassCodes(target);
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
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < target.length; row++) {
    low = Math.min(low, target[row]);
    high = Math.max(high, target[row]);
  }
  if (high - low < mostListed) return codesByList(target, low, high);
  const classes = [...new Set(target)].sort((a, b) => a - b);
  const indices = new Map(classes.map((value, index) => [value, index]));
  return { classes, codes: Int32Array.from(target, (value) => indices.get(value) ?? 0) };
}

/** Classes this close together are looked up in a list, which is faster than a map. */
const mostListed = 1000;

function codesByList(target: Float64Array, low: number, high: number): EncodedClasses {
  const indices = new Int32Array(high - low + 1).fill(-1);
  for (let row = 0; row < target.length; row++) indices[target[row] - low] = 0;
  const classes: number[] = [];
  for (let index = 0; index < indices.length; index++) {
    if (indices[index] === 0) indices[index] = classes.push(low + index) - 1;
  }
  const codes = new Int32Array(target.length);
  for (let row = 0; row < codes.length; row++) codes[row] = indices[target[row] - low];
  return { classes, codes };
}

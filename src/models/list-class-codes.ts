import { type EncodedClasses, toClassCodes } from "./encode-classes.js";

/** Classes this close together are looked up in a list, which is faster than a map. */
const mostListed = 1000;

/** As `toClassCodes`, faster for many rows; apart, so that a page that only predicts does not carry it. */
export function listClassCodes(target: Float64Array): EncodedClasses {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < target.length; row++) {
    if (target[row] < low) low = target[row];
    if (target[row] > high) high = target[row];
  }
  if (!(high - low < mostListed)) return toClassCodes(target);
  const indices = new Int32Array(high - low + 1).fill(-1);
  const codes = new Int32Array(target.length);
  for (let row = 0; row < codes.length; row++) {
    codes[row] = target[row] - low;
    indices[codes[row]] = 0;
  }
  const classes: number[] = [];
  for (let index = 0; index < indices.length; index++) {
    if (indices[index] === 0) indices[index] = classes.push(low + index) - 1;
  }
  if (classes.length < indices.length) {
    for (let row = 0; row < codes.length; row++) codes[row] = indices[codes[row]];
  }
  return { classes, codes };
}

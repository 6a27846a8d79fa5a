import { mapNumbers } from "../../core/map-numbers.js";
import type { Matrix } from "../../table/matrix.js";
import { weightedMean } from "../weighted-mean.js";
import type { TrainingColumns } from "./fitted-linear.js";

/** Training rows minus the means, multiplied by the square roots of the weights. */
export interface Centred extends TrainingColumns {
  readonly target: Float64Array;
  /** The columns that are not constant, centred. */
  readonly columns: readonly Float64Array[];
}

/** Centres the columns and the target and separates constant columns; a weight has the effect of repeating the row. */
export function centred(
  { names, columns: all, rowCount }: Matrix,
  target: Float64Array,
  weights?: Float64Array,
): Centred {
  const centres = mapNumbers(all, (values) => weightedMean(values, weights));
  const roots = weights?.map(Math.sqrt);
  const total = weights === undefined ? rowCount : weights.reduce((sum, weight) => sum + weight, 0);
  const toCentred = (values: Float64Array, centre: number): Float64Array =>
    roots === undefined
      ? values.map((value) => value - centre)
      : values.map((value, row) => (value - centre) * roots[row]);
  const spreads = new Float64Array(all.length);
  const columns: Float64Array[] = [];
  const indices: number[] = [];
  const constant: string[] = [];
  all.forEach((values, index) => {
    const centredValues = toCentred(values, centres[index]);
    if (values.every((value) => value === values[0])) {
      constant.push(names[index] ?? "");
      return;
    }
    let squares = 0;
    for (const value of centredValues) squares += value * value;
    spreads[index] = Math.sqrt(squares / total);
    columns.push(centredValues);
    indices.push(index);
  });
  const targetMean = weightedMean(target, weights);
  return {
    featureNames: names,
    centres,
    spreads,
    targetMean,
    target: toCentred(target, targetMean),
    columns,
    indices,
    constant,
  };
}

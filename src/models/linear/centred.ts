import type { Matrix } from "../../table/matrix.js";
import { meanOf } from "../baselines/mean-model.js";

/** Training rows with every mean taken off, and where rows have weights multiplied by their square roots. */
export interface Centred {
  readonly featureNames: readonly string[];
  readonly centres: Float64Array;
  /** Population standard deviation of each column. */
  readonly spreads: Float64Array;
  readonly targetMean: number;
  readonly target: Float64Array;
  /** The columns that are not constant, without their means. */
  readonly columns: readonly Float64Array[];
  /** Where those stand among all columns. */
  readonly places: readonly number[];
  /** Names of the constant columns. */
  readonly constant: readonly string[];
}

/** Takes the means off and sets constant columns aside; with weights, rows then count as if there were so many of each. */
export function centred(
  { names, columns: all, rowCount }: Matrix,
  target: Float64Array,
  weights?: Float64Array,
): Centred {
  const centres = Float64Array.from(all, (values) => meanOf(values, weights));
  const roots = weights?.map(Math.sqrt);
  const total = weights === undefined ? rowCount : weights.reduce((sum, weight) => sum + weight, 0);
  const weighed = (values: Float64Array, centre: number): Float64Array =>
    roots === undefined
      ? values.map((value) => value - centre)
      : values.map((value, row) => (value - centre) * roots[row]);
  const spreads = new Float64Array(all.length);
  const columns: Float64Array[] = [];
  const places: number[] = [];
  const constant: string[] = [];
  all.forEach((values, place) => {
    const own = weighed(values, centres[place]);
    if (values.every((value) => value === values[0])) {
      constant.push(names[place] ?? "");
      return;
    }
    let squares = 0;
    for (const value of own) squares += value * value;
    spreads[place] = Math.sqrt(squares / total);
    columns.push(own);
    places.push(place);
  });
  const targetMean = meanOf(target, weights);
  return {
    featureNames: names,
    centres,
    spreads,
    targetMean,
    target: weighed(target, targetMean),
    columns,
    places,
    constant,
  };
}

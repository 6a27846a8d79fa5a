import type { Matrix } from "../table/matrix.js";
import { meanOf } from "./mean-model.js";

/** Training rows with every mean taken off. */
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

/** Takes the means off and sets constant columns aside. */
export function centred({ names, columns: all, rowCount }: Matrix, target: Float64Array): Centred {
  const centres = Float64Array.from(all, meanOf);
  const spreads = new Float64Array(all.length);
  const columns: Float64Array[] = [];
  const places: number[] = [];
  const constant: string[] = [];
  all.forEach((values, place) => {
    const own = values.map((value) => value - (centres[place] as number));
    if (values.every((value) => value === values[0])) {
      constant.push(names[place] ?? "");
      return;
    }
    let squares = 0;
    for (const value of own) squares += value * value;
    spreads[place] = Math.sqrt(squares / rowCount);
    columns.push(own);
    places.push(place);
  });
  const targetMean = meanOf(target);
  return {
    featureNames: names,
    centres,
    spreads,
    targetMean,
    target: target.map((value) => value - targetMean),
    columns,
    places,
    constant,
  };
}

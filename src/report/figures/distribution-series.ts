import { ArgumentError } from "../../core/errors.js";
import { roundedNumbers } from "./figure-values.js";

/** A sample of a `boxFigure` or `violinFigure`. */
export interface SampleSeries {
  /** Shown on the axis. */
  readonly name: string;
  /** NaN is left out. */
  readonly values: readonly number[] | Float64Array | Float32Array | Int32Array;
}

/** Values of a checked sample, rounded and without gaps. */
export interface CheckedSample {
  readonly name: string;
  readonly values: readonly number[];
}

/**
 * Checked samples. @throws ArgumentError for no sample, a sample without a name, without a finite value or that is not
 * an array of numbers.
 */
export function checkSamples(caller: string, series: SampleSeries | readonly SampleSeries[]): readonly CheckedSample[] {
  const list = Array.isArray(series) ? (series as readonly SampleSeries[]) : [series as SampleSeries];
  if (list.length === 0)
    throw new ArgumentError(
      `${caller}: expected at least one sample, got an empty array; pass the values of one sample or more`,
    );
  return list.map((sample, index) => {
    const { name, values } = (sample ?? {}) as Partial<SampleSeries>;
    if (typeof name !== "string" || name === "") {
      throw new ArgumentError(`${caller}: sample ${index + 1} has no name; add name: "…" for the axis`);
    }
    if (values === undefined || (!Array.isArray(values) && !ArrayBuffer.isView(values))) {
      throw new ArgumentError(
        `${caller}: sample "${name}": expected values as an array of numbers, got ${typeof values}; pass { name, values: [1, 2] }`,
      );
    }
    const finite = roundedNumbers(values as ArrayLike<number>).filter((value) => value !== null);
    if (finite.length === 0) throw new ArgumentError(`${caller}: sample "${name}" has no finite value; leave it out`);
    return { name, values: finite };
  });
}

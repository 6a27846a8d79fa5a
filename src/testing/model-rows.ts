import { randomSource } from "../core/random-source.js";
import type { Matrix } from "../table/matrix.js";

const random = randomSource(5);
const count = 40;
const hour = Float64Array.from({ length: count }, (_, row) => row % 8);
const weekday = Float64Array.from({ length: count }, (_, row) => Math.floor(row / 8));
const level = Float64Array.from({ length: count }, () => random.normal());
/** A target of hour, weekday and noise. */
export const target: Float64Array = hour.map((value, row) => 3 * value - 2 * (weekday[row] ?? 0) + (level[row] ?? 0));
/** Rows with an hour, a weekday and noise. */
export const matrix: Matrix = { rowCount: count, names: ["hour", "weekday", "level"], columns: [hour, weekday, level] };

/** A matrix with one column x. */
export const oneColumn = (...values: number[]): Matrix => ({
  rowCount: values.length,
  names: ["x"],
  columns: [Float64Array.from(values)],
});

import { takeValues } from "../table/take-values.js";
import { type TrainingRows, trainingRows } from "./resamplers/resampler.js";

/** The training rows at the indexes `rows`, in that order; indexes may repeat. */
export function takeTrainingRows({ matrix, target }: TrainingRows, rows: Int32Array): TrainingRows {
  const columns = matrix.columns.map((values) => takeValues(values, rows));
  return trainingRows({ rowCount: rows.length, names: matrix.names, columns }, takeValues(target, rows));
}

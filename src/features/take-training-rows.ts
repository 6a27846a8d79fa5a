import { takeValues } from "../table/columns.js";
import { type TrainingRows, trainingRows } from "./resamplers/resampler.js";

/** The training rows at `rows`, in that order; a row may come several times. */
export function takeTrainingRows({ matrix, target }: TrainingRows, rows: Int32Array): TrainingRows {
  const columns = matrix.columns.map((values) => takeValues(values, rows));
  return trainingRows({ rowCount: rows.length, names: matrix.names, columns }, takeValues(target, rows));
}

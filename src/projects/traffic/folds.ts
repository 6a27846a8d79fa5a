import type { Columns } from "cuaderno";
import type { FittedStep } from "cuaderno/features";
import { type BinnedMatrix, binMatrix } from "cuaderno/models";
import { type Matrix, toMatrix } from "cuaderno/table";
import { trafficSteps } from "./features.js";
import { rowsBetween, volumeOf } from "./table-parts.js";

/** One validation inside the training years: learn from what came before, be judged on what followed. Plain data, for worker threads. */
export interface TrafficFold {
  readonly name: string;
  readonly binned: BinnedMatrix;
  readonly target: Float64Array;
  readonly validation: { readonly matrix: Matrix; readonly target: Float64Array };
}

/** The validation periods, on both sides of the long gap of 2014-08 to 2015-06. Nothing from 2016 on is touched. */
export const foldPeriods: readonly { readonly name: string; readonly from: string; readonly until: string }[] = [
  { name: "2013-10 to 2014-08", from: "2013-10-01", until: "2015-01-01" },
  { name: "2015-06 to 2015-12", from: "2015-01-01", until: "2016-01-01" },
];

/** The folds of the search, with the feature steps learned from each fold's own training rows. */
export function trafficFolds(columns: Columns): readonly TrafficFold[] {
  return foldPeriods.map(({ name, from, until }) => {
    const before = rowsBetween(columns, "1970-01-01", from);
    const after = rowsBetween(columns, from, until);
    const steps: FittedStep[] = [];
    let training = before;
    for (const step of trafficSteps()) {
      const fitted = step.fit(training);
      training = fitted.transform(training);
      steps.push(fitted);
    }
    const validation = steps.reduce((current, step) => step.transform(current), after);
    return {
      name,
      binned: binMatrix(toMatrix(training)),
      target: volumeOf(before),
      validation: { matrix: toMatrix(validation), target: volumeOf(after) },
    };
  });
}

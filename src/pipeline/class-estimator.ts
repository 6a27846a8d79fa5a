import { mapNumbers } from "../core/map-numbers.js";
import { expectedScores } from "../drift/expected-scores.js";
import { type IsotonicRegression, isotonicRegression, isotonicValue } from "../stats/isotonic-regression.js";
import type { FittedPipeline } from "./fitted-pipeline.js";
import type { MetricName } from "./metric-definition.js";
import { finite, type PerformanceEstimator, type ScoredTable } from "./performance-estimator.js";

const two: readonly MetricName[] = [
  "rocAuc",
  "accuracy",
  "precision",
  "recall",
  "f1",
  "matthewsCorrelation",
  "logLoss",
  "brierScore",
];
const many: readonly MetricName[] = ["accuracy", "f1Macro", "logLoss"];

const assumptions: readonly string[] = [
  "the probability of a class given the inputs is as in the reference: a change of the concept is not seen",
  "the reference rows are not those that the model learned from, and enough to calibrate its probabilities",
  "the inputs stay where the reference has rows",
];

/** Confidence-based performance estimation: probabilities calibrated on the reference, by isotonic regression. */
export function classEstimator({
  reference,
}: {
  readonly model: FittedPipeline;
  readonly reference: ScoredTable;
}): (table: ScoredTable) => PerformanceEstimator {
  const { probabilities = [] } = reference.rows;
  const curves = probabilities.map((own, label) =>
    isotonicRegression(
      own,
      mapNumbers(own, (_, row) => (reference.actual?.[row] === label ? 1 : 0)),
    ),
  );
  return ({ rows }) => {
    const calibrated = calibrate(rows.probabilities ?? [], curves);
    const metrics = calibrated.length === 2 ? two : many;
    return {
      method: "CBPE",
      metrics,
      assumptions,
      estimate(chosen) {
        const take = (values: Float64Array): Float64Array => mapNumbers(chosen, (row) => values[row]);
        const found = expectedScores({
          calibrated: calibrated.map(take),
          probabilities: (rows.probabilities ?? []).map(take),
          predicted: take(rows.predicted),
        });
        return Object.fromEntries(metrics.map((name) => [name, finite(found[name] ?? Number.NaN)]));
      },
    };
  };
}

/** Of two classes the second is calibrated, of many each, and their sum is 1 again. */
function calibrate(
  probabilities: readonly Float64Array[],
  curves: readonly IsotonicRegression[],
): readonly Float64Array[] {
  const apply = (values: Float64Array, curve: IsotonicRegression | undefined): Float64Array =>
    curve === undefined ? values : values.map((value) => isotonicValue(curve, value));
  const [, second] = probabilities;
  if (probabilities.length === 2 && second !== undefined) {
    const own = apply(second, curves[1]);
    return [own.map((value) => 1 - value), own];
  }
  const each = probabilities.map((own, label) => apply(own, curves[label]));
  const sums = mapNumbers(each[0] ?? [], (_, row) => each.reduce((sum, own) => sum + own[row], 0));
  return each.map((own) => own.map((value, row) => (sums[row] > 0 ? value / sums[row] : 1 / each.length)));
}

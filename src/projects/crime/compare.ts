import {
  type Columns,
  getNumbers,
  gradientBoosting,
  groupMean,
  kNearest,
  linear,
  logistic,
  meanModel,
  pipeline,
  randomForest,
  type Split,
  stratifiedSplit,
} from "cuaderno";
import { type ClassificationMetrics, classificationMetrics, type Model } from "cuaderno/models";
import type { FittedPipeline } from "cuaderno/pipeline";
import { type Matrix, takeRows } from "cuaderno/table";
import { crimeSteps } from "./features.js";
import { balancing, some } from "./information.js";
import type { Station } from "./stations.js";

/** One model on rows it has not learned from. */
export interface CrimeScore extends ClassificationMetrics {
  readonly model: string;
  /** `naive` lines cost nothing and stand beside every model. */
  readonly kind: "naive" | "model";
}

/** Every model on the same split, and the two fitted pipelines to go on with. */
export interface CrimeComparison {
  readonly scores: readonly CrimeScore[];
  readonly trainRows: number;
  readonly testRows: number;
  readonly boosted: FittedPipeline;
}

export interface CompareOptions {
  readonly seed?: number;
  /** Called with a line per model. */
  readonly log?: (line: string) => void;
}

/** Boosted trees as the comparison runs them: leaf by leaf, 63 leaves, 200 rounds. */
export function plainBoosting(seed = 17): Model {
  return gradientBoosting({ objective: "logistic", growth: "leaf", maxLeaves: 63, rounds: 200, seed });
}

/** Rows to learn from and rows to test on, a fifth, each with the same share of arrests; drawn over the whole window, not by time. */
export function crimeSplit(rows: Columns, seed = 17): Split {
  return stratifiedSplit(getNumbers(rows, "arrest"), { testShare: 0.2, seed });
}

/** Naive lines, linear models, neighbours, forest and boosted trees, and boosted trees on balanced rows, all on one stratified split. */
export function compareCrimeModels(
  rows: Columns,
  stations: readonly Station[],
  { seed = 17, log = () => undefined }: CompareOptions = {},
): CrimeComparison {
  const split = crimeSplit(rows, seed);
  const [train, test] = [takeRows(rows, split.train), takeRows(rows, split.test)];
  const [target, actual] = [getNumbers(train, "arrest"), getNumbers(test, "arrest")];
  const steps = crimeSteps(stations);
  const scores: CrimeScore[] = [];
  const scored = (model: string, kind: CrimeScore["kind"], probability: Float64Array): void => {
    // A straight line and a mean of rounded sums may leave the range of probabilities by a hair or more.
    const within = probability.map((value) => Math.min(1, Math.max(0, value)));
    const score = { model, kind, ...classificationMetrics(actual, within) };
    scores.push(score);
    log(`${model}: AUC ${score.rocAuc.toFixed(3)}, MCC ${score.matthewsCorrelation.toFixed(3)}`);
  };
  const boosted = pipeline({ steps, model: plainBoosting(seed) }).fit(train, "arrest");
  const seen = boosted.features(train);
  const asked = boosted.features(test);
  for (const [name, kind, model] of candidates(seed)) {
    const fitted = model.fit(seen, target);
    const place = fitted.classes?.indexOf(1) ?? -1;
    scored(
      name,
      kind,
      place < 0 ? fitted.predict(asked) : (fitted.probabilities?.(asked)[place] ?? new Float64Array()),
    );
  }
  scored("k nearest, 10 of 4,000", "model", nearest(seen, target, asked, seed));
  scored("boosted trees", "model", boosted.probability(test));
  const balanced = pipeline({ steps, model: plainBoosting(seed), resample: balancing(17) }).fit(train, "arrest");
  scored("boosted trees, balanced", "model", balanced.probability(test));
  return { scores, trainRows: train.rowCount, testRows: test.rowCount, boosted };
}

function candidates(seed: number): readonly (readonly [string, CrimeScore["kind"], Model])[] {
  return [
    ["always no arrest", "naive", meanModel()],
    ["share of the crime's code", "naive", groupMean({ by: ["iucr"] })],
    ["linear", "model", linear()],
    ["logistic", "model", logistic()],
    ["random forest, 20 trees", "model", randomForest({ trees: 20, depth: 14, leafRows: 5, columnSample: 0.4, seed })],
  ];
}

/** Neighbours are looked for among some of the training rows: among all it would take minutes. */
function nearest(seen: Matrix, target: Float64Array, asked: Matrix, seed: number): Float64Array {
  const rows = some(seen.rowCount, 4_000, seed);
  const matrix: Matrix = {
    rowCount: rows.length,
    names: seen.names,
    columns: seen.columns.map((values) => Float64Array.from(rows, (row) => values[row] as number)),
  };
  const fitted = kNearest({ target: "number", neighbours: 10 }).fit(
    matrix,
    Float64Array.from(rows, (row) => target[row] as number),
  );
  return fitted.predict(asked);
}

import {
  type Columns,
  choice,
  getNumbers,
  gridSampler,
  maximize,
  type Pipeline,
  pipeline,
  polynomialFeatures,
  r2,
  randomFolds,
  ridge,
  rmse,
  type Split,
  selectKBest,
  standardScale,
} from "cuaderno";
import type { FittedStep, Step } from "cuaderno/features";
import { shuffledDatesWarning } from "cuaderno/pipeline";
import type { ChoiceParameter, Study, Trial } from "cuaderno/search";
import { type Matrix, takeRows, takeValues, toMatrix } from "cuaderno/table";
import { withoutMonth } from "./features.js";
import { originalSplit } from "./original-split.js";

/** A grid of the original pipeline's three settings. */
export type MilkGrid = Readonly<Record<"k" | "degree" | "alpha", ChoiceParameter<number>>>;

/** The original project's grid, 210 points, and a small one that takes a second. */
export const originalGrid: Readonly<Record<"full" | "reduced", MilkGrid>> = {
  full: {
    k: choice([3, 4, 5, 6, 7, 10]),
    degree: choice([1, 2, 3, 5, 7]),
    alpha: choice([1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01]),
  },
  reduced: { k: choice([4, 7]), degree: choice([1, 2]), alpha: choice([1, 0.1]) },
};

/** One point of the grid. */
export type MilkParams = { readonly k: number; readonly degree: number; readonly alpha: number };

/** What the original project found, found again. */
export interface OriginalResult {
  readonly study: Study<MilkParams>;
  readonly best: MilkParams;
  /** On the 15 months of its shuffled test part. */
  readonly rmse: number;
  readonly r2: number;
  /** Last month's price, on the same 15 months. */
  readonly naiveRmse: number;
  readonly naiveR2: number;
  /** Columns that the best point chose. */
  readonly chosen: readonly string[];
  /** What is wrong with the split, in one sentence. */
  readonly warning: string;
}

/** The original pipeline: scale, keep the k columns of most mutual information, polynomials, ridge. */
export function originalPipeline({ k, degree, alpha }: MilkParams, seed: number): Pipeline {
  return pipeline({ steps: stepsOf(k, degree, seed), model: ridge({ alpha }) });
}

function stepsOf(k: number, degree: number, seed: number): readonly Step[] {
  return [standardScale(), selectKBest({ k, score: "mutualInformation", seed }), polynomialFeatures({ degree })];
}

/** How the grid is searched. */
export interface OriginalOptions {
  readonly grid?: keyof typeof originalGrid;
  readonly seed?: number;
  readonly onTrial?: (trial: Trial<MilkParams>, study: Study<MilkParams>) => void | Promise<void>;
  readonly signal?: AbortSignal;
}

/**
 * The original project again: its shuffled split, its grid judged by R2 over three blocks of the training part, its test months; and
 * beside them last month's price, which costs nothing. `rows` are the 74 complete months.
 */
export async function originalModel(
  rows: Columns,
  { grid = "full", seed = 1, onTrial, signal }: OriginalOptions = {},
): Promise<OriginalResult> {
  const features = withoutMonth(rows);
  const learned = takeRows(features, originalSplit.train);
  const tested = takeRows(features, originalSplit.test);
  const study = await maximize(originalGrid[grid], foldScore(learned, seed), {
    sampler: gridSampler(),
    seed,
    ...(onTrial === undefined ? {} : { onTrial }),
    ...(signal === undefined ? {} : { signal }),
  });
  const best = study.bestParams;
  const fitted = originalPipeline(best, seed).fit(learned, "price");
  const actual = getNumbers(tested, "price");
  const [predicted, naive] = [fitted.predict(tested), getNumbers(tested, "price_lag1")];
  return {
    study,
    best,
    rmse: rmse(actual, predicted),
    r2: r2(actual, predicted),
    naiveRmse: rmse(actual, naive),
    naiveR2: r2(actual, naive),
    chosen: chosenColumns(learned, best, seed),
    warning: shuffledDatesWarning(originalSplit, getNumbers(rows, "month")) ?? "",
  };
}

/** Mean R2 over the folds. The steps before the ridge are learned once for all penalties, which follow one another in the grid. */
function foldScore(learned: Columns, seed: number): (params: MilkParams) => number {
  const target = getNumbers(learned, "price");
  const table = {
    kind: "columns" as const,
    rowCount: learned.rowCount,
    byName: new Map([...learned.byName].filter(([name]) => name !== "price")),
  };
  const folds = randomFolds(learned.rowCount, { folds: 3 });
  let last: { readonly key: string; readonly prepared: readonly Prepared[] } | undefined;
  return ({ k, degree, alpha }) => {
    const key = `${k} ${degree}`;
    if (last?.key !== key) {
      last = { key, prepared: folds.map((fold) => prepare(table, target, fold, stepsOf(k, degree, seed))) };
    }
    const scores = last.prepared.map(({ train, trainTarget, test, testTarget }) =>
      r2(testTarget, ridge({ alpha }).fit(train, trainTarget).predict(test)),
    );
    return scores.reduce((total, score) => total + score, 0) / scores.length;
  };
}

interface Prepared {
  readonly train: Matrix;
  readonly trainTarget: Float64Array;
  readonly test: Matrix;
  readonly testTarget: Float64Array;
}

function prepare(table: Columns, target: Float64Array, { train, test }: Split, steps: readonly Step[]): Prepared {
  let [learned, judged] = [takeRows(table, train), takeRows(table, test)];
  const trainTarget = takeValues(target, train);
  for (const step of steps) {
    const fitted: FittedStep = step.fit(learned, trainTarget);
    learned = fitted.transform(learned);
    judged = fitted.transform(judged);
  }
  return { train: toMatrix(learned), trainTarget, test: toMatrix(judged), testTarget: takeValues(target, test) };
}

function chosenColumns(learned: Columns, { k }: MilkParams, seed: number): readonly string[] {
  const fitted = pipeline({ steps: stepsOf(k, 1, seed), model: ridge({ alpha: 1 }) }).fit(learned, "price");
  return fitted.features(learned).names;
}

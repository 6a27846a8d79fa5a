import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { standardScale } from "../features/scalers/standard-scale.js";
import type { FittedStep, Step } from "../features/step.js";
import { meanModel } from "../models/baselines/mean-model.js";
import { linear } from "../models/linear/linear.js";
import { gradientBoosting } from "../models/trees/gradient-boosting.js";
import { columnsFromEntries } from "../table/columns.js";
import { getNumbers } from "../table/get-numbers.js";
import { crossValidate } from "./cross-validate.js";
import { pipeline } from "./pipeline.js";
import { randomFolds } from "./random-folds.js";
import { timeFolds } from "./time-folds.js";

const random = randomSource(4);
const x = Float64Array.from({ length: 30 }, () => random.normal());
const target = x.map((value) => 3 * value + random.normal());
const columns = columnsFromEntries([
  ["x", { kind: "number", values: x }],
  ["y", { kind: "number", values: target }],
]);
const folds = randomFolds(30, { folds: 3 });

describe("crossValidate", () => {
  it("fits every step on the fold's training rows alone", () => {
    const seen: number[][] = [];
    const inner = standardScale();
    const spy: Step = {
      kind: "spy",
      fit(rows, own): FittedStep {
        seen.push([...getNumbers(rows, "x"), ...(own ?? [])]);
        return inner.fit(rows);
      },
    };
    crossValidate(pipeline({ steps: [spy], model: linear() }), { table: columns, target: "y", folds });
    folds.forEach(({ train }, index) => {
      expect(seen[index]).toEqual([...[...train].map((row) => x[row]), ...[...train].map((row) => target[row])]);
    });
  });

  it("passes its threads to the fits, whose scores do not depend on them", () => {
    const trees = pipeline({ steps: [], model: gradientBoosting({ rounds: 3 }) });
    const score = (threads: number) => crossValidate(trees, { table: columns, target: "y", folds, threads });
    expect(score(2).mean).toEqual(score(1).mean);
    expect(() => score(0)).toThrow("crossValidate: expected threads to be an integer >= 1, got 0");
  });

  it("fits boosted trees of large folds side by side, with the same scores", () => {
    const rowCount = 15_000;
    const wide = columnsFromEntries(
      [..."abcdefgh"].map((name) => [
        name,
        { kind: "number", values: Float64Array.from({ length: rowCount }, () => random.normal()) },
      ]),
    );
    const trees = pipeline({ steps: [], model: gradientBoosting({ rounds: 300, depth: 1 }) });
    const score = (threads: number) => crossValidate(trees, { table: wide, target: "h", folds: 3, threads });
    expect(score(2)).toEqual(score(1));
  });

  it("gives each fold's scores, their mean and spread, and every row's prediction by a model that did not see it", () => {
    const found = crossValidate(pipeline({ steps: [], model: meanModel() }), {
      table: columns,
      target: "y",
      folds,
      metrics: ["meanAbsoluteError"],
    });
    const errors = folds.map(({ train, test }) => {
      const mean = train.reduce((total, row) => total + target[row], 0) / train.length;
      expect(found.predictions[test[0]]).toBeCloseTo(mean, 12);
      return test.reduce((total, row) => total + Math.abs(target[row] - mean), 0) / test.length;
    });
    expect(found.folds.map(({ metrics }) => metrics.meanAbsoluteError?.toFixed(10))).toEqual(
      errors.map((error) => error.toFixed(10)),
    );
    const mean = errors.reduce((total, error) => total + error, 0) / 3;
    expect(found.mean.meanAbsoluteError).toBeCloseTo(mean, 10);
    const spread = Math.sqrt(errors.reduce((total, error) => total + (error - mean) ** 2, 0) / 3);
    expect(found.deviation.meanAbsoluteError).toBeCloseTo(spread, 10);
  });

  it("warns of folds that learn from later rows, and not of folds in time order", () => {
    const times = Float64Array.from({ length: 30 }, (_, row) => row);
    const settings = pipeline({ steps: [], model: linear() });
    const shuffled = crossValidate(settings, { table: columns, target: "y", folds, times });
    expect(shuffled.warnings).toHaveLength(2);
    expect(shuffled.warnings[0]).toMatch(/^fold 1: 20 of 20 training rows \(100 %\) are later than the first test row/);
    const ordered = crossValidate(settings, {
      table: columns,
      target: "y",
      folds: timeFolds(times, { folds: 3 }),
      times,
    });
    expect(ordered.warnings).toEqual([]);
  });

  it("refuses folds without rows, a row on both sides, and a metric of another task", () => {
    const settings = pipeline({ steps: [], model: linear() });
    const none = [{ train: Int32Array.of(0, 1, 2), test: new Int32Array(0) }];
    expect(() => crossValidate(settings, { table: columns, target: "y", folds: none })).toThrow(
      "fold 1 has no rows to test on",
    );
    const both = [{ train: Int32Array.of(0, 1, 2, 3), test: Int32Array.of(3) }];
    expect(() => crossValidate(settings, { table: columns, target: "y", folds: both })).toThrow(
      "crossValidate: fold 1 learns from row 3 and tests on it",
    );
    expect(() => crossValidate(settings, { table: columns, target: "y", folds, metrics: ["rocAuc"] })).toThrow(
      'crossValidate: metric "rocAuc" is for two classes, the target is regression; use one of rmse',
    );
  });
});

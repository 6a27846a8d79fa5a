import { expect, it } from "vitest";
import { randomSource } from "../../core/random-source.js";
import { binMatrix } from "./bin-matrix.js";
import { areWorthThreads, boostEach } from "./boost-each.js";
import { completeBoostingOptions } from "./gradient-boosting-options.js";
import { trainTrees } from "./train-trees.js";

const random = randomSource(4);
const rowCount = 600;
const columns = Array.from({ length: 5 }, () => Float64Array.from({ length: rowCount }, () => random.uniform()));
const matrix = { rowCount, names: columns.map((_, column) => `x${column}`), columns };
const binned = binMatrix(matrix, { shared: true });
const targets = Array.from({ length: 5 }, () => columns[0].map((value) => (value + random.normal() > 0.5 ? 1 : 0)));

it("fits each training as one thread does, with weights and early stopping", () => {
  const weights = targets[0].map((_, row) => row % 3);
  const validation = { matrix, target: targets[0] };
  for (const [objective, rest] of [["squared"], ["logistic", { weights }], ["logistic", { validation }]] as const) {
    const options = completeBoostingOptions({
      rounds: 20,
      depth: 4,
      subsample: 0.8,
      objective,
      earlyStopping: rest !== undefined && "validation" in rest ? 2 : 0,
    });
    const trainings = targets.map((target) => ({ binned, target, ...rest }));
    const single = trainings.map((training) => trainTrees(binned, training.target, options, { ...rest, threads: 1 }));
    for (const threads of [1, 2, 4]) {
      const fitted = boostEach(options, trainings, threads);
      expect(JSON.stringify(fitted)).toBe(JSON.stringify(single));
      expect(fitted.map(({ validationErrors }) => validationErrors)).toEqual(
        single.map(({ validationErrors }) => validationErrors),
      );
      expect(fitted[1].predict(matrix)).toEqual(single[1].predict(matrix));
    }
  }
});

it("reports what is wrong with a training as one thread does, and goes on after it", () => {
  const options = completeBoostingOptions({ rounds: 3, objective: "logistic" });
  const bad = { binned, target: targets[0], weights: new Float64Array(rowCount) };
  const good = { binned, target: targets[1] };
  for (const trainings of [
    [good, bad],
    [bad, good],
  ]) {
    expect(() => boostEach(options, trainings, 2)).toThrow("gradientBoosting: every weight is 0; give some rows");
  }
  const [first, second] = boostEach(options, [good, { binned, target: targets[2] }], 2);
  expect(JSON.stringify(first)).toBe(JSON.stringify(trainTrees(binned, targets[1], options)));
  expect(JSON.stringify(second)).toBe(JSON.stringify(trainTrees(binned, targets[2], options)));
});

it("divides models that take longer than a thread needs to start", () => {
  expect(areWorthThreads(completeBoostingOptions({ rounds: 100 }), 37_500, 20)).toBe(true);
  expect(areWorthThreads(completeBoostingOptions({ rounds: 100 }), 1_000, 20)).toBe(false);
});

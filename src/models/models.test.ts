import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import type { Matrix } from "../table/matrix.js";
import { modelContract } from "../testing/model-contract.js";
import { groupMean } from "./baselines/group-mean.js";
import { lastValue } from "./baselines/last-value.js";
import { meanModel } from "./baselines/mean-model.js";
import { repeatColumn } from "./baselines/repeat-column.js";
import { linear } from "./linear/linear.js";
import { ridge } from "./linear/ridge.js";
import { meanAbsoluteError } from "./metrics/mean-absolute-error.js";
import { r2 } from "./metrics/r2.js";
import { rmse } from "./metrics/rmse.js";
import { restoreModel } from "./restore-model.js";
import { gradientBoosting } from "./trees/gradient-boosting.js";

const random = randomSource(5);
const count = 40;
const hour = Float64Array.from({ length: count }, (_, row) => row % 8);
const weekday = Float64Array.from({ length: count }, (_, row) => Math.floor(row / 8));
const level = Float64Array.from({ length: count }, () => random.normal());
const target = hour.map((value, row) => 3 * value - 2 * weekday[row] + level[row]);
const matrix: Matrix = { rowCount: count, names: ["hour", "weekday", "level"], columns: [hour, weekday, level] };

modelContract("meanModel", meanModel(), matrix, target);
modelContract("groupMean", groupMean({ by: ["hour", "weekday"] }), matrix, target);
modelContract("lastValue", lastValue(), matrix, target);
modelContract("lastValue by group", lastValue({ by: ["hour"], orderBy: "level" }), matrix, target);
modelContract("linear", linear(), matrix, target);
modelContract("ridge", ridge({ alpha: 0.5 }), matrix, target);
modelContract("gradientBoosting", gradientBoosting({ rounds: 20, subsample: 0.7, columnSample: 0.6 }), matrix, target);
const near = { ...matrix, columns: [target.map((value) => 1e9 + value), weekday, level] };
modelContract("repeatColumn", repeatColumn({ column: "hour" }), near, target);

const oneColumn = (...values: number[]): Matrix => ({
  rowCount: values.length,
  names: ["x"],
  columns: [Float64Array.from(values)],
});

describe("groupMean", () => {
  it("predicts the mean of all rows for a group that is not in training", () => {
    const fitted = groupMean({ by: ["x"] }).fit(oneColumn(1, 1, 2), Float64Array.of(4, 6, 11));
    expect([...fitted.predict(oneColumn(1, 2, 3))]).toEqual([5, 11, 7]);
  });

  it("treats missing values as one group", () => {
    const fitted = groupMean({ by: ["x"] }).fit(oneColumn(1, Number.NaN), Float64Array.of(4, 6));
    const restored = restoreModel(JSON.parse(JSON.stringify(fitted.toJSON())));
    expect([...restored.predict(oneColumn(Number.NaN, 1))]).toEqual([6, 4]);
  });

  it("refuses an unknown column and no columns", () => {
    expect(() => groupMean({ by: ["y"] }).fit(oneColumn(1), Float64Array.of(1))).toThrow(
      'groupMean: unknown column "y"; the columns are x',
    );
    expect(() => groupMean({ by: [] })).toThrow("groupMean: by is empty");
  });
});

describe("lastValue", () => {
  it("repeats the newest target by the ordering column", () => {
    const fitted = lastValue({ orderBy: "x" }).fit(oneColumn(3, 9, 5), Float64Array.of(30, 90, 50));
    expect([...fitted.predict(oneColumn(0, 100))]).toEqual([90, 90]);
  });

  it("repeats the last value of each group, and the newest of all for a new group", () => {
    const rows: Matrix = {
      rowCount: 4,
      names: ["g", "t"],
      columns: [Float64Array.of(1, 2, 1, 2), Float64Array.of(8, 3, 7, 4)],
    };
    const fitted = lastValue({ by: ["g"], orderBy: "t" }).fit(rows, Float64Array.of(10, 20, 30, 40));
    const queries: Matrix = {
      rowCount: 3,
      names: ["g", "t"],
      columns: [Float64Array.of(1, 2, 3), new Float64Array(3)],
    };
    expect([...fitted.predict(queries)]).toEqual([10, 40, 10]);
  });
});

describe("repeatColumn", () => {
  it("refuses missing values at prediction", () => {
    const fitted = repeatColumn({ column: "x" }).fit(oneColumn(1), Float64Array.of(1));
    expect(() => fitted.predict(oneColumn(1, Number.NaN))).toThrow('column "x" is missing at row index 1');
  });
});

describe("metrics", () => {
  const actual = [3, -0.5, 2, 7];
  const predicted = [2.5, 0, 2, 8];

  it("agree with the examples in scikit-learn's documentation", () => {
    expect(rmse(actual, predicted)).toBeCloseTo(Math.sqrt(0.375), 15);
    expect(meanAbsoluteError(actual, predicted)).toBe(0.5);
    expect(r2(actual, predicted)).toBeCloseTo(0.9486081370449679, 15);
  });

  it("give an r2 of 0 for the mean, 1 for perfect predictions and 0 for others when the target is constant", () => {
    expect(r2([1, 2, 3], [2, 2, 2])).toBe(0);
    expect(r2([5, 5], [5, 5])).toBe(1);
    expect(r2([5, 5], [5, 6])).toBe(0);
  });

  it("refuse arrays of different length and empty ones", () => {
    expect(() => rmse([1], [1, 2])).toThrow("rmse: 1 actual values and 2 predictions; give one prediction per row");
    expect(() => r2([], [])).toThrow("r2: actual and predicted values are empty; give at least one row");
  });
});

describe("restoreModel", () => {
  it("refuses an unknown kind", () => {
    expect(() => restoreModel({ kind: "neural" })).toThrow(
      'model.kind: unknown model kind "neural"; expected boostedTrees,',
    );
  });
});

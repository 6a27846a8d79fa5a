import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { rmse } from "../models/metrics/rmse.js";
import type { Matrix } from "../table/matrix.js";
import { mlXgboost, restoreMlXgboost } from "./ml-xgboost.js";

const random = randomSource(3);
function table(rowCount: number, width: number): Matrix {
  return {
    rowCount,
    names: Array.from({ length: width }, (_, index) => `x${index}`),
    columns: Array.from({ length: width }, () => Float64Array.from({ length: rowCount }, () => random.normal())),
  };
}
const curve = ({ columns: [x = new Float64Array(0), y = x] }: Matrix): Float64Array =>
  x.map((value, row) => 5e6 + 10 * Math.sin(2 * value) + 3 * (y[row] as number));

describe("mlXgboost", () => {
  it("fits a curve far from 0, the same each time", async () => {
    const matrix = table(2000, 4);
    const target = curve(matrix);
    const model = await mlXgboost({ rounds: 60, depth: 4, learningRate: 0.3 });
    const fitted = model.fit(matrix, target);
    expect(rmse(target, fitted.predict(matrix))).toBeLessThan(0.8);
    const again = model.fit(matrix, target);
    expect([...again.predict(matrix)]).toEqual([...fitted.predict(matrix)]);
    again.free();
    expect(() => again.predict(matrix)).toThrow("mlXgboost: the model was freed");
    fitted.free();
  });

  it("fits more rows than the package's wrapper, which fails at 42,500 x 30", async () => {
    const matrix = table(45_000, 30);
    const target = curve(matrix);
    const fitted = (await mlXgboost({ rounds: 3, depth: 3, learningRate: 1 })).fit(matrix, target);
    expect(rmse(target, fitted.predict(matrix))).toBeLessThan(5);
    fitted.free();
  });

  it("treats -1 as a number and NaN as missing, unlike the package", async () => {
    const values = Float64Array.from({ length: 400 }, (_, row) => [-2, -1, 0, 1, Number.NaN][row % 5] as number);
    const target = values.map((value) => (Number.isNaN(value) ? 70 : ([10, 20, 30, 40][value + 2] as number)));
    const model = await mlXgboost({ rounds: 40, depth: 3, learningRate: 0.5, lambda: 0, treeMethod: "exact" });
    const fitted = model.fit({ rowCount: 400, names: ["x"], columns: [values] }, target);
    const probes = Float64Array.of(-2, -1.001, -1, -0.999, 0, 1, Number.NaN);
    const predictions = fitted.predict({ rowCount: 7, names: ["x"], columns: [probes] });
    [10, 20, 20, 20, 30, 40, 70].forEach((expected, row) => {
      expect(predictions[row]).toBeCloseTo(expected, 3);
    });
    fitted.free();
  });

  it("is restored from JSON", async () => {
    const matrix = table(200, 3);
    const fitted = (await mlXgboost({ rounds: 10 })).fit(matrix, curve(matrix));
    const restored = await restoreMlXgboost(JSON.parse(JSON.stringify(fitted.toJSON())));
    expect([...restored.predict(matrix)]).toEqual([...fitted.predict(matrix)]);
    expect(restored.featureNames).toEqual(matrix.names);
    await expect(restoreMlXgboost({ kind: "linear" })).rejects.toThrow('model.kind: expected "mlXgboost"');
  });

  it("adds no listener, and refuses values that would end the engine", async () => {
    const before = process.listenerCount("uncaughtException");
    const model = await mlXgboost();
    expect(process.listenerCount("uncaughtException")).toBe(before);
    await expect(mlXgboost({ depth: "abc" as unknown as number })).rejects.toThrow(
      "mlXgboost: expected depth to be an integer",
    );
    await expect(mlXgboost({ subsample: 2 })).rejects.toThrow(
      "mlXgboost: expected subsample to be > 0 and <= 1, got 2",
    );
    const endless = { rowCount: 1, names: ["x"], columns: [Float64Array.of(Infinity)] };
    expect(() => model.fit(endless, Float64Array.of(1))).toThrow('column "x" is Infinity at row index 0');
    const one = { rowCount: 1, names: ["x"], columns: [Float64Array.of(1)] };
    expect(() => model.fit(one, Float64Array.of(1), { weights: Float64Array.of(1) })).toThrow(
      "weights are not supported",
    );
  });
});

import { expect, it } from "vitest";
import { meanModel } from "../models/baselines/mean-model.js";
import { gradientBoosting } from "../models/trees/gradient-boosting.js";
import { columnsFromEntries } from "../table/columns.js";
import { explain } from "./explain.js";
import { pipeline } from "./pipeline.js";

const values = Float64Array.from({ length: 60 }, (_, row) => row % 10);
const columns = columnsFromEntries([
  ["hour", { kind: "number", values }],
  ["volume", { kind: "number", values: values.map((hour) => 3 * hour) }],
]);

it("explain gives contributions that add up to the prediction", () => {
  const fitted = pipeline({ model: gradientBoosting({ rounds: 10 }) }).fit(columns, "volume");
  const { shap, matrix } = explain(fitted, columns);
  const sums = Array.from(shap.contributions[0] ?? [], (value) => value + shap.expected);
  const predicted = [...fitted.predict(columns)];
  expect(matrix.names).toEqual(["hour"]);
  for (const [row, sum] of sums.entries()) expect(sum).toBeCloseTo(predicted[row] ?? Number.NaN, 4);
});

it("explain refuses a model without exact contributions", () => {
  const fitted = pipeline({ model: meanModel() }).fit(columns, "volume");
  expect(() => explain(fitted, columns)).toThrow('explain: model "mean" has no exact contributions');
});

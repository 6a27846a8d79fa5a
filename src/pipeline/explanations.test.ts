import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { oneHot } from "../features/encoders/one-hot.js";
import { select } from "../features/selection/select.js";
import { groupMean } from "../models/baselines/group-mean.js";
import { linear } from "../models/linear/linear.js";
import { logistic } from "../models/linear/logistic.js";
import { gradientBoosting } from "../models/trees/gradient-boosting.js";
import { renderPage } from "../report/page/render-page.js";
import { type Columns, columnsFromEntries } from "../table/columns.js";
import { toFrame } from "../table/to-frame.js";
import { modelReport } from "./model-report.js";
import { partialDependence } from "./partial-dependence.js";
import { permutationImportance } from "./permutation-importance.js";
import { pipeline } from "./pipeline.js";
import { residualSummary } from "./residual-summary.js";

const random = randomSource(9);
const rowCount = 300;
const draw = (): Float64Array => Float64Array.from({ length: rowCount }, () => random.normal());
const [strong, weak, useless] = [draw(), draw(), draw()];
const sky = Array.from({ length: rowCount }, () => ["clear", "rain"][random.integer(2)] ?? "clear");
const price = strong.map((value, row) => 5 * value + weak[row] + (sky[row] === "rain" ? 3 : 0));
const label = price.map((value) => (value + random.normal() > 2 ? 1 : 0));
const features: Columns = columnsFromEntries([
  ["useless", { kind: "number", values: useless }],
  ["weak", { kind: "number", values: weak }],
  ["strong", { kind: "number", values: strong }],
  ["sky", { kind: "string", values: sky }],
]);
const plain = [oneHot({ columns: ["sky"] })];
const fitted = pipeline({ steps: plain, model: linear() }).fit(features, price);
const classifier = pipeline({ steps: plain, model: logistic() }).fit(features, label);

describe("permutationImportance", () => {
  it("ranks input columns by what their loss costs, and gives 0 for one the model does not use", () => {
    const shares = permutationImportance(fitted, { table: features, target: price, seed: 1 });
    expect(shares.map(({ name }) => name)).toEqual(["strong", "sky", "weak", "useless"]);
    expect(shares[3]?.loss).toBeCloseTo(0, 9);
    // Shuffling a column of a linear model adds about 2 x coefficient squared x variance to the squared error.
    expect(shares[0]?.loss).toBeGreaterThan(5.8);
    expect(shares[0]?.loss).toBeLessThan(8.2);
    expect(permutationImportance(fitted, { table: features, target: price, seed: 1 })).toEqual(shares);
  });

  it("measures the loss of a metric for which higher is better, by probabilities", () => {
    const [first] = permutationImportance(classifier, { table: features, target: label, metric: "rocAuc", seed: 2 });
    expect(first?.name).toBe("strong");
    expect(first?.loss).toBeGreaterThan(0.2);
  });

  it("refuses repeats below 1", () => {
    expect(() => permutationImportance(fitted, { table: features, target: price, repeats: 0 })).toThrow(
      "permutationImportance: repeats: expected an integer >= 1, got 0",
    );
  });
});

describe("partialDependence", () => {
  it("is a straight line of the model's own slope for a linear model, and so is each row's line", () => {
    const { values, mean, rows } = partialDependence(fitted, { table: features, column: "strong" });
    expect(values).toHaveLength(20);
    const slope = ((mean[19] ?? 0) - (mean[0] ?? 0)) / (Number(values[19]) - Number(values[0]));
    expect(slope).toBeCloseTo(5, 8);
    expect(rows).toHaveLength(rowCount);
    expect(((rows[7]?.[19] ?? 0) - (rows[7]?.[0] ?? 0)) / (Number(values[19]) - Number(values[0]))).toBeCloseTo(5, 8);
    expect(mean[4]).toBeCloseTo(rows.reduce((total, line) => total + line[4], 0) / rowCount, 10);
  });

  it("predicts every label of a string column", () => {
    const { values, mean } = partialDependence(fitted, { table: features, column: "sky" });
    expect(values).toEqual(["clear", "rain"]);
    expect((mean[1] ?? 0) - (mean[0] ?? 0)).toBeCloseTo(3, 8);
  });

  it("refuses a column that the pipeline does not read, and a value of another kind", () => {
    expect(() => partialDependence(fitted, { table: features, column: "hour" })).toThrow(
      'the pipeline does not read column "hour"; it reads',
    );
    expect(() => partialDependence(fitted, { table: features, column: "sky", values: [1] })).toThrow(
      'column "sky" is string and cannot be 1',
    );
  });
});

describe("residualSummary", () => {
  it("says how far off predictions are in all and by their size", () => {
    const { bias, bands, quantiles } = residualSummary([1, 2, 3, 14], [1, 2, 3, 10], { bands: 2 });
    expect(bias).toBe(1);
    expect(quantiles[2]).toBe(0);
    expect(bands.map(({ count, predicted, mean }) => [count, predicted, mean])).toEqual([
      [2, 1.5, 0],
      [2, 6.5, 2],
    ]);
  });
});

describe("modelReport", () => {
  it("shows errors next to the baselines, importance, residuals and dependence, with the warnings given", () => {
    const settings = pipeline({ steps: plain, model: gradientBoosting({ rounds: 30, depth: 3 }) });
    const table = columnsFromEntries([...features.byName, ["price", { kind: "number", values: price }]]);
    const bySky = pipeline({ model: groupMean({ by: ["sky"] }) }).fit(table, "price");
    const page = modelReport(settings.fit(table, "price"), {
      title: "Price",
      table: toFrame(table),
      unit: "CLP",
      baselines: { bySky },
      warnings: ["Only one winter is in the rows."],
    });
    expect(page.sections.map(({ heading }) => heading)).toEqual([
      "Accuracy",
      "Importance of the inputs",
      "Where it fails",
      "How predictions follow the inputs",
    ]);
    const html = renderPage(page);
    expect(html).toContain("Only one winter is in the rows.");
    expect(html).toContain("training mean (baseline)");
    expect(html).toContain("bySky (baseline)");
    expect(html).toContain("Predictions depend on strong most");
  });

  it("shows the calibration of two classes and the confusion of many", () => {
    const html = renderPage(modelReport(classifier, { title: "Arrest", table: features, target: label }));
    expect(html).toContain("rocAuc");
    expect(html).toContain("Calibration of the probabilities");
    const levels = price.map((value) => (value < 0 ? 0 : value < 4 ? 1 : 2));
    const many = pipeline({ steps: plain, model: gradientBoosting({ objective: "softmax", rounds: 10 }) });
    const page = modelReport(many.fit(features, levels), { title: "Level", table: features, target: levels });
    expect(page.sections.map(({ heading }) => heading)).toEqual([
      "Accuracy",
      "Importance of the inputs",
      "Where it fails",
    ]);
    expect(renderPage(page)).toContain("predicted 2");
  });

  it("says when a model has learned nothing", () => {
    const noise = pipeline({ steps: [select({ columns: ["useless"] })], model: gradientBoosting({ rounds: 50 }) });
    const html = renderPage(
      modelReport(noise.fit(features, price.toReversed()), { title: "None", table: features, target: price }),
    );
    expect(html).toContain("the model is no better than the baseline");
  });

  it("refuses one row", () => {
    const one = columnsFromEntries([["x", { kind: "number", values: Float64Array.of(1) }]]);
    expect(() => modelReport(fitted, { title: "One", table: one, target: Float64Array.of(1) })).toThrow(
      "modelReport: at least 2 rows are needed, got 1",
    );
  });
});

import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { oneHot } from "../features/encoders/one-hot.js";
import { meanModel } from "../models/baselines/mean-model.js";
import { linear } from "../models/linear/linear.js";
import { logistic } from "../models/linear/logistic.js";
import { rocAuc } from "../models/metrics/roc-auc.js";
import { gradientBoosting } from "../models/trees/gradient-boosting.js";
import { renderPage } from "../report/page/render-page.js";
import { type Columns, columnsFromEntries } from "../table/columns.js";
import { compareWithBaselines } from "./compare-with-baselines.js";
import { modelReport } from "./model-report.js";
import { partialDependence } from "./partial-dependence.js";
import { permutationImportance } from "./permutation-importance.js";
import { pipeline } from "./pipeline.js";
import { randomSplit } from "./random-split.js";
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
const told = pipeline({ steps: plain, model: logistic() }).fit(features, label);

describe("permutationImportance", () => {
  it("ranks input columns by what their loss costs, and gives 0 for one the model does not use", () => {
    const shares = permutationImportance(fitted, { columns: features, target: price, seed: 1 });
    expect(shares.map(({ name }) => name)).toEqual(["strong", "sky", "weak", "useless"]);
    expect(shares[3]?.loss).toBeCloseTo(0, 9);
    // Shuffling a column of a linear model adds about 2 x coefficient squared x variance to the squared error.
    expect(shares[0]?.loss).toBeGreaterThan(5.8);
    expect(shares[0]?.loss).toBeLessThan(8.2);
    expect(permutationImportance(fitted, { columns: features, target: price, seed: 1 })).toEqual(shares);
  });

  it("turns a metric round for which higher is better, on probabilities", () => {
    const options = { columns: features, target: label, metric: rocAuc, higherIsBetter: true, onProbability: true };
    const [first] = permutationImportance(told, { ...options, seed: 2 });
    expect(first?.name).toBe("strong");
    expect(first?.loss).toBeGreaterThan(0.2);
  });

  it("refuses repeats below 1", () => {
    expect(() => permutationImportance(fitted, { columns: features, target: price, repeats: 0, seed: 1 })).toThrow(
      "permutationImportance: repeats must be a whole number of at least 1, got 0",
    );
  });
});

describe("partialDependence", () => {
  it("is a straight line of the model's own slope for a linear model, and so is each row's line", () => {
    const { values, mean, rows } = partialDependence(fitted, { columns: features, column: "strong" });
    expect(values).toHaveLength(20);
    const slope = ((mean[19] ?? 0) - (mean[0] ?? 0)) / (Number(values[19]) - Number(values[0]));
    expect(slope).toBeCloseTo(5, 8);
    expect(rows).toHaveLength(rowCount);
    expect(((rows[7]?.[19] ?? 0) - (rows[7]?.[0] ?? 0)) / (Number(values[19]) - Number(values[0]))).toBeCloseTo(5, 8);
    expect(mean[4]).toBeCloseTo(rows.reduce((total, line) => total + line[4], 0) / rowCount, 10);
  });

  it("asks every label of a text column", () => {
    const { values, mean } = partialDependence(fitted, { columns: features, column: "sky" });
    expect(values).toEqual(["clear", "rain"]);
    expect((mean[1] ?? 0) - (mean[0] ?? 0)).toBeCloseTo(3, 8);
  });

  it("refuses a column that the pipeline does not read, and a value of another kind", () => {
    expect(() => partialDependence(fitted, { columns: features, column: "hour" })).toThrow(
      'the pipeline does not read column "hour"; it reads',
    );
    expect(() => partialDependence(fitted, { columns: features, column: "sky", values: [1] })).toThrow(
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
  const texts = (page: ReturnType<typeof modelReport>): string => renderPage(page);

  it("tells of numbers: errors, inputs, residuals and dependence, with the baselines and the warnings given", () => {
    const settings = pipeline({ steps: plain, model: gradientBoosting({ rounds: 30, depth: 3 }) });
    const table = columnsFromEntries([...features.byName, ["price", { kind: "number", values: price }]]);
    const splits = { later: randomSplit(rowCount, { seed: 1 }) };
    const comparison = compareWithBaselines({ columns: table, target: "price", splits, models: { trees: settings } });
    const page = modelReport(settings.fit(table, "price"), {
      title: "Price",
      columns: table,
      target: "price",
      unit: "CLP",
      comparison,
      warnings: ["Only one winter is in the rows."],
    });
    expect(page.sections.map(({ heading }) => heading)).toEqual([
      "How good it is",
      "What the inputs bring",
      "Where it is wrong",
      "How predictions follow the inputs",
    ]);
    const html = texts(page);
    expect(html).toContain("Only one winter is in the rows.");
    expect(html).toContain("the best baseline");
    expect(html).toContain("Without strong predictions suffer most");
  });

  it("tells of two classes beside what no skill gives", () => {
    const page = modelReport(told, { title: "Arrest", columns: features, target: label });
    const html = texts(page);
    expect(html).toContain("area under the ROC curve");
    expect(html).toContain("Do probabilities mean what they say?");
  });

  it("says when a model has learned nothing", () => {
    const nothing = pipeline({ steps: plain, model: meanModel() }).fit(features, price);
    expect(texts(modelReport(nothing, { title: "Nothing", columns: features, target: price }))).toContain(
      "The model is no better than the mean of these rows.",
    );
  });

  it("refuses one row", () => {
    const one = columnsFromEntries([["x", { kind: "number", values: Float64Array.of(1) }]]);
    expect(() => modelReport(fitted, { title: "One", columns: one, target: Float64Array.of(1) })).toThrow(
      "modelReport: at least 2 rows are needed, got 1",
    );
  });
});

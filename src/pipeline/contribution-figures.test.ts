import { describe, expect, it } from "vitest";
import { gradientBoosting } from "../models/trees/gradient-boosting.js";
import { shapSummary } from "../models/trees/shap-summary.js";
import { treeShap } from "../models/trees/tree-shap.js";
import { contributionFigure } from "./contribution-figure.js";
import { contributionSwarmFigure } from "./contribution-swarm-figure.js";

const rowCount = 60;
const hour = Float64Array.from({ length: rowCount }, (_, row) => row % 24);
const rain = Float64Array.from({ length: rowCount }, (_, row) => (row % 5 === 0 ? Number.NaN : row % 7));
const matrix = { rowCount, names: ["hour", "rain"], columns: [hour, rain] };
const model = gradientBoosting({ rounds: 20, depth: 3 }).fit(
  matrix,
  hour.map((value, row) => 10 * value + (rain[row] || 0)),
);
const shap = treeShap(model, matrix);

describe("contributionSwarmFigure", () => {
  const figure = contributionSwarmFigure(shapSummary(shap, matrix));

  it("puts the feature that matters most at the top, with a point for each row", () => {
    const [top] = figure.data;
    expect(top?.name).toBe("hour");
    expect(top?.x).toEqual([...shap.contributions[0]]);
    const heights = top?.y as number[] | undefined;
    expect(heights?.every((height) => height > 0.5 && height < 1.5)).toBe(true);
    expect(figure.layout.yaxis).toMatchObject({ tickvals: [1, 0], ticktext: ["hour", "rain"] });
    expect(figure.layout.meta).toEqual({ title: "hour moves the prediction most" });
  });

  it("draws rows without a value apart, in grey", () => {
    const [, known, missing] = figure.data;
    expect([known?.name, missing?.name]).toEqual(["rain", "rain"]);
    expect(known?.x).toHaveLength(48);
    expect(missing?.text).toEqual(Array.from({ length: 12 }, () => "missing"));
  });

  it("is plain JSON", () => {
    expect(JSON.parse(JSON.stringify(figure))).toEqual(figure);
  });

  it("refuses a summary of nothing", () => {
    expect(() => contributionSwarmFigure([])).toThrow("contributionSwarmFigure: the summary has no features");
  });
});

describe("contributionFigure", () => {
  it("shows value and contribution of each row that has a value", () => {
    const figure = contributionFigure(shap, matrix, "rain", { feature: { label: "rain", unit: "mm" } });
    expect(figure.data[0]?.x).toEqual([...rain].filter((value) => !Number.isNaN(value)));
    expect(figure.layout.meta).toEqual({ title: "What rain adds to the prediction" });
  });

  it("refuses a feature that was not explained", () => {
    expect(() => contributionFigure(shap, matrix, "snow")).toThrow(
      'contributionFigure: no explained column "snow"; there are hour, rain',
    );
  });
});

import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.js";
import type { Figure } from "../../report/figures/figure.js";
import { emptyFigureStudy, figureStudy, getTitle } from "../../testing/search-figure-study.js";
import { choice } from "../space/choice.js";
import { parallelCoordinatesFigure } from "./parallel-coordinates-figure.js";

const rmse = { label: "RMSE", unit: "vehicles/h" };

describe("parallelCoordinatesFigure", () => {
  const axes = (figure: Figure): readonly JsonObject[] => figure.data[0]?.dimensions as JsonObject[];

  it("has an axis for each varying parameter and the value, with the best trial on top", () => {
    const figure = parallelCoordinatesFigure(figureStudy, { value: rmse });
    expect(axes(figure).map(({ label }) => label)).toEqual([
      "rate",
      "depth",
      "model",
      "alpha",
      "kind",
      "RMSE (vehicles/h)",
    ]);
    expect(axes(figure).at(-1)?.values).toEqual([7, 5, 4, 3.25]);
    expect(axes(figure)[0]).toMatchObject({
      values: [-1, -2, -1.69897, -3],
      tickvals: [-3, -2, -1, 0],
      ticktext: ["0.001", "0.01", "0.1", "1"],
    });
    expect(axes(figure)[4]).toMatchObject({ values: [1, 0, 0, 2], ticktext: ["a", "null", "true"] });
    expect(getTitle(figure)).toBe("RMSE 3.25 comes with rate 0.001, depth 4, model ridge, …");
  });

  it("has none below the axis for a trial without the parameter", () => {
    const alpha = axes(parallelCoordinatesFigure(figureStudy))[3];
    expect(alpha).toMatchObject({ values: [0.5, -0.12, -0.12, 0], range: [-0.12, 1] });
    expect(alpha?.ticktext).toEqual(["none", "0", "0.2", "0.4", "0.6", "0.8", "1"]);
  });

  it("has a left margin as wide as the categories of its first axis", () => {
    const { rate: _rate, depth: _depth, ...space } = figureStudy.space;
    const names = ["squaredError of logs", "absoluteError", "a"];
    const long = { ...figureStudy, space: { ...space, kind: choice(names) } };
    const { kind: _kind, ...others } = space;
    const first = parallelCoordinatesFigure({ ...long, space: { kind: choice(names), ...others } });
    expect(axes(first)[0]?.ticktext).toContain("squaredError of\u2026");
    expect(first.layout.margin).toMatchObject({ l: 126 });
    expect(parallelCoordinatesFigure(figureStudy).layout.margin).toMatchObject({ l: 64 });
  });

  it("reverses the colors when larger values are better", () => {
    const up = parallelCoordinatesFigure({ ...figureStudy, direction: "maximize" });
    expect(up.data[0]?.line).toMatchObject({
      colorscale: [
        [0, "#9aa0a8"],
        [0.6, "#7267c9"],
        [0.85, "#b9589b"],
        [1, "#d9730d"],
      ],
    });
    expect(axes(up).at(-1)?.values).toEqual([3.25, 4, 5, 7]);
  });

  it("refuses a study without a complete trial", () => {
    expect(() => parallelCoordinatesFigure(emptyFigureStudy)).toThrow(
      "parallelCoordinatesFigure: expected a complete trial with a finite value among 1 trials, found none",
    );
  });
});

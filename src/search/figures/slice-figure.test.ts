import { describe, expect, it } from "vitest";
import { emptyFigureStudy, figureStudy, getTitle } from "../../testing/search-figure-study.js";
import { sliceFigure } from "./slice-figure.js";

const rmse = { label: "RMSE", unit: "vehicles/h" };

describe("sliceFigure", () => {
  it("has one parameter and the value, on the scale of the parameter", () => {
    const figure = sliceFigure(figureStudy, "rate", { value: rmse, parameter: { label: "learning rate" } });
    expect(figure.data).toMatchObject([{ x: [0.01, 0.1, 0.001, 0.02], y: [5, 7, 3.25, 4] }]);
    expect(figure.layout.xaxis).toMatchObject({ type: "log", tickformat: ",~r", title: { text: "learning rate" } });
    expect(getTitle(figure)).toBe("RMSE is best, 3.25, at learning rate 0.001");
  });

  it("has choices as categories, and only trials with the parameter", () => {
    expect(sliceFigure(figureStudy, "kind").data).toMatchObject([{ x: ["a", "null", "true", "a"] }]);
    expect(sliceFigure(figureStudy, "alpha").data).toMatchObject([{ x: [0.5, 0], text: ["trial 1", "trial 4"] }]);
    expect(getTitle(sliceFigure({ ...figureStudy, direction: "maximize" }, "kind"))).toBe(
      "Value is best, 7, at kind null",
    );
  });

  it("refuses an unknown parameter", () => {
    expect(() => sliceFigure(figureStudy, "dept" as "depth")).toThrow('sliceData: unknown parameter "dept"');
  });

  it("refuses a study without a complete trial", () => {
    expect(() => sliceFigure(emptyFigureStudy, "rate")).toThrow(
      "sliceFigure: expected a complete trial with a finite value among 1 trials, found none",
    );
  });
});

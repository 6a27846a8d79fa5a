import { describe, expect, it } from "vitest";
import { emptyFigureStudy, figureStudy, getTitle } from "../../testing/search-figure-study.js";
import { parameterImportanceFigure } from "./parameter-importance-figure.js";

describe("parameterImportanceFigure", () => {
  it("has a bar per parameter of every trial, largest first", () => {
    const figure = parameterImportanceFigure(figureStudy);
    const [bars] = figure.data;
    const lengths = bars?.x as number[];
    expect(new Set(bars?.y as string[])).toEqual(new Set(["rate", "depth", "seed", "model", "kind"]));
    expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBeCloseTo(100, 3);
    expect(getTitle(figure)).toMatch(/^\w+ matters most, with \d+ % of the importance over 5 trials$/);
  });

  it("refuses a study without a complete trial", () => {
    expect(() => parameterImportanceFigure(emptyFigureStudy)).toThrow(
      "parameterImportanceFigure: expected a complete trial with a finite value among 1 trials, found none",
    );
  });
});

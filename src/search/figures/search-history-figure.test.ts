import { describe, expect, it } from "vitest";
import { emptyFigureStudy, figureStudy, getTitle } from "../../testing/search-figure-study.js";
import { searchHistoryFigure } from "./search-history-figure.js";

const rmse = { label: "RMSE", unit: "vehicles/h" };

describe("searchHistoryFigure", () => {
  it("has every value and the best so far, and the best in its title", () => {
    const figure = searchHistoryFigure(figureStudy, { value: rmse });
    expect(figure.data).toMatchObject([
      { mode: "markers", x: [0, 1, 4, 5], y: [5, 7, 3.25, 4] },
      { mode: "lines", name: "best so far", x: [0, 1, 4, 5], y: [5, 5, 3.25, 3.25], line: { shape: "hv" } },
    ]);
    expect(getTitle(figure)).toBe("RMSE reached 3.25 at trial 4 of 6");
    expect(figure.layout.yaxis).toMatchObject({ title: { text: "RMSE (vehicles/h)" } });
    expect(getTitle(searchHistoryFigure(figureStudy, { title: "It went well" }))).toBe("It went well");
  });

  it("starts the line at the first finite value", () => {
    const late = { ...figureStudy, trials: figureStudy.trials.slice(2).map((each, number) => ({ ...each, number })) };
    expect(searchHistoryFigure(late).data[1]).toMatchObject({ x: [2, 3], y: [3.25, 3.25] });
  });

  it("refuses a study without a complete trial", () => {
    expect(() => searchHistoryFigure(emptyFigureStudy)).toThrow(
      "searchHistoryFigure: expected a complete trial with a finite value among 1 trials, found none",
    );
  });
});

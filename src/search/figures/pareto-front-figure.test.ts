import { describe, expect, it } from "vitest";
import { type FigurePoint, figureStudy, figureTrial, getTitle } from "../../testing/search-figure-study.js";
import type { ParetoStudyData } from "../pareto-study.js";
import { paretoFrontFigure } from "./pareto-front-figure.js";

describe("paretoFrontFigure", () => {
  const values = [
    [1, 5],
    [2, 9],
    [3, 8],
    [4, 10],
  ];
  const front: ParetoStudyData<FigurePoint, "cost" | "quality"> = {
    ...figureStudy,
    directions: { cost: "minimize", quality: "maximize" },
    trials: values.map(([cost = 0, quality = 0], number) => {
      const { value: _, ...rest } = figureTrial(number, 0, {
        rate: 0.01,
        depth: 2,
        seed: 7,
        model: "trees",
        kind: "a",
      });
      return { ...rest, value: undefined, values: { cost, quality } };
    }),
  };

  it("has the Pareto front and the other trials as two series", () => {
    const figure = paretoFrontFigure(front, { axes: { cost: { label: "cost", unit: "EUR" } } });
    expect(figure.data).toMatchObject([
      { name: "Pareto front", x: [1, 2, 4], y: [5, 9, 10] },
      { name: "others", x: [3], y: [8] },
    ]);
    expect(figure.data[1]?.text).toEqual(["trial 2: rate 0.01, depth 2, seed 7, model trees, kind a"]);
    expect(getTitle(figure)).toBe("3 of 4 trials are Pareto-optimal in cost and quality");
    expect(figure.layout.xaxis).toMatchObject({ title: { text: "cost (EUR)" } });
    expect(paretoFrontFigure(front, { objectives: ["quality", "cost"] }).data[1]).toMatchObject({ x: [8], y: [3] });
  });

  it("refuses an unknown objective and a study without trials", () => {
    expect(() => paretoFrontFigure(front, { objectives: ["cost", "qualty" as "quality"] })).toThrow(
      'paretoFrontFigure: unknown objective "qualty"; did you mean "quality"?; known are cost, quality',
    );
    expect(() => paretoFrontFigure({ ...front, trials: [] })).toThrow(
      "paretoFrontFigure: expected a complete trial with a finite value among 0 trials, found none",
    );
  });
});

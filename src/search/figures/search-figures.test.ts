import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.js";
import type { Figure } from "../../report/figures/figure.js";
import type { ParetoStudyData } from "../pareto-study.js";
import { choice } from "../space/choice.js";
import { integer } from "../space/integer.js";
import { oneOf } from "../space/one-of.js";
import { real } from "../space/real.js";
import type { ParamsOf } from "../space/space.js";
import type { StudyData } from "../study-data.js";
import type { Trial } from "../trial.js";
import { waitingTrial } from "../waiting-trial.js";
import { parallelCoordinatesFigure } from "./parallel-coordinates-figure.js";
import { parameterImportanceFigure } from "./parameter-importance-figure.js";
import { paretoFrontFigure } from "./pareto-front-figure.js";
import { searchHistoryFigure } from "./search-history-figure.js";
import { sliceFigure } from "./slice-figure.js";

const space = {
  rate: real(0.001, 1, { log: true }),
  depth: integer(1, 9),
  seed: integer(0, 99),
  model: oneOf({ ridge: { alpha: real(0, 1) }, trees: {} }),
  kind: choice(["a", null, true]),
};
type Point = ParamsOf<typeof space>;

function trial(number: number, value: number, params: Point, state: Trial["state"] = "complete"): Trial<Point> {
  return { ...(waitingTrial(number, {}) as unknown as Trial<Point>), state, params, value };
}

const study: StudyData<Point> = {
  direction: "minimize",
  space,
  sampler: "random",
  seed: 0,
  interrupted: false,
  trials: [
    trial(0, 5, { rate: 0.01, depth: 2, seed: 7, model: "trees", kind: "a" }),
    trial(1, 7, { rate: 0.1, depth: 2, seed: 7, model: "ridge", alpha: 0.5, kind: null }),
    trial(2, Number.POSITIVE_INFINITY, { rate: 1, depth: 3, seed: 7, model: "trees", kind: true }),
    trial(3, 1, { rate: 0.5, depth: 4, seed: 7, model: "trees", kind: "a" }, "failed"),
    trial(4, 3.25, { rate: 0.001, depth: 4, seed: 7, model: "ridge", alpha: 0, kind: true }),
    trial(5, 4, { rate: 0.02, depth: 5, seed: 7, model: "trees", kind: "a" }),
  ],
};
const empty = { ...study, trials: study.trials.slice(3, 4) };
const titleOf = ({ layout }: Figure): unknown => (layout.meta as JsonObject).title;
const value = { label: "RMSE", unit: "vehicles/h" };

describe("searchHistoryFigure", () => {
  it("draws every value and the best so far, and tells the best in its title", () => {
    const figure = searchHistoryFigure(study, { value });
    expect(figure.data).toMatchObject([
      { mode: "markers", x: [0, 1, 4, 5], y: [5, 7, 3.25, 4] },
      { mode: "lines", name: "best so far", x: [0, 1, 4, 5], y: [5, 5, 3.25, 3.25], line: { shape: "hv" } },
    ]);
    expect(titleOf(figure)).toBe("RMSE reached 3.25 at trial 4 of 6");
    expect(figure.layout.yaxis).toMatchObject({ title: { text: "RMSE (vehicles/h)" } });
    expect(titleOf(searchHistoryFigure(study, { title: "It went well" }))).toBe("It went well");
  });

  it("begins the line with the first finite best", () => {
    const late = { ...study, trials: study.trials.slice(2).map((each, number) => ({ ...each, number })) };
    expect(searchHistoryFigure(late).data[1]).toMatchObject({ x: [2, 3], y: [3.25, 3.25] });
  });
});

describe("sliceFigure", () => {
  it("draws one parameter against the value, on the scale it was searched on", () => {
    const figure = sliceFigure(study, "rate", { value, parameter: { label: "learning rate" } });
    expect(figure.data).toMatchObject([{ x: [0.01, 0.1, 0.001, 0.02], y: [5, 7, 3.25, 4] }]);
    expect(figure.layout.xaxis).toMatchObject({ type: "log", title: { text: "learning rate" } });
    expect(titleOf(figure)).toBe("RMSE is best, 3.25, at learning rate 0.001");
  });

  it("draws choices as categories, and only the trials that have the parameter", () => {
    expect(sliceFigure(study, "kind").data).toMatchObject([{ x: ["a", "null", "true", "a"] }]);
    expect(sliceFigure(study, "alpha").data).toMatchObject([{ x: [0.5, 0], text: ["trial 1", "trial 4"] }]);
    expect(titleOf(sliceFigure({ ...study, direction: "maximize" }, "kind"))).toBe("Value is best, 7, at kind null");
  });

  it("refuses a parameter that the study has not", () => {
    expect(() => sliceFigure(study, "dept" as "depth")).toThrow('sliceData: unknown parameter "dept"');
  });
});

describe("parameterImportanceFigure", () => {
  it("draws a bar per parameter that every trial has, from most to least", () => {
    const figure = parameterImportanceFigure(study);
    const [bars] = figure.data;
    const lengths = bars?.x as number[];
    expect(new Set(bars?.y as string[])).toEqual(new Set(["rate", "depth", "seed", "model", "kind"]));
    expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBeCloseTo(100, 3);
    expect(titleOf(figure)).toMatch(/^\w+ matters most, with \d+ % of the importance over 5 trials$/);
  });
});

describe("parallelCoordinatesFigure", () => {
  const axes = (figure: Figure): readonly JsonObject[] => figure.data[0]?.dimensions as JsonObject[];

  it("has an axis for each parameter that varies, and one for the value, the best trial on top", () => {
    const figure = parallelCoordinatesFigure(study, { value });
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
    expect(titleOf(figure)).toBe("RMSE 3.25 comes with rate 0.001, depth 4, model ridge, …");
  });

  it("passes below the axis where a trial does not have the parameter", () => {
    const alpha = axes(parallelCoordinatesFigure(study))[3];
    expect(alpha).toMatchObject({ values: [0.5, -0.12, -0.12, 0], range: [-0.12, 1] });
    expect(alpha?.ticktext).toEqual(["none", "0", "0.2", "0.4", "0.6", "0.8", "1"]);
  });

  it("turns the colours round where large values are better", () => {
    const up = parallelCoordinatesFigure({ ...study, direction: "maximize" });
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
});

describe("paretoFrontFigure", () => {
  const values = [
    [1, 5],
    [2, 9],
    [3, 8],
    [4, 10],
  ];
  const front: ParetoStudyData<Point, "cost" | "quality"> = {
    ...study,
    directions: { cost: "minimize", quality: "maximize" },
    trials: values.map(([cost = 0, quality = 0], number) => {
      const { value: _, ...rest } = trial(number, 0, { rate: 0.01, depth: 2, seed: 7, model: "trees", kind: "a" });
      return { ...rest, value: undefined, values: { cost, quality } };
    }),
  };

  it("draws the trials that no other beats apart from the others", () => {
    const figure = paretoFrontFigure(front, { axes: { cost: { label: "cost", unit: "EUR" } } });
    expect(figure.data).toMatchObject([
      { name: "Pareto front", x: [1, 2, 4], y: [5, 9, 10] },
      { name: "others", x: [3], y: [8] },
    ]);
    expect(figure.data[1]?.text).toEqual(["trial 2: rate 0.01, depth 2, seed 7, model trees, kind a"]);
    expect(titleOf(figure)).toBe("3 of 4 trials are Pareto-optimal in cost and quality");
    expect(figure.layout.xaxis).toMatchObject({ title: { text: "cost (EUR)" } });
    expect(paretoFrontFigure(front, { objectives: ["quality", "cost"] }).data[1]).toMatchObject({ x: [8], y: [3] });
  });

  it("refuses a goal that the study has not", () => {
    expect(() => paretoFrontFigure(front, { objectives: ["cost", "qualty" as "quality"] })).toThrow(
      'paretoFrontFigure: unknown objective "qualty"; did you mean "quality"?; known are cost, quality',
    );
    expect(() => paretoFrontFigure({ ...front, trials: [] })).toThrow(
      "paretoFrontFigure: expected a complete trial with a finite value among 0 trials, found none",
    );
  });
});

it.each([
  ["searchHistoryFigure", () => searchHistoryFigure(empty)],
  ["sliceFigure", () => sliceFigure(empty, "rate")],
  ["parameterImportanceFigure", () => parameterImportanceFigure(empty)],
  ["parallelCoordinatesFigure", () => parallelCoordinatesFigure(empty)],
])("%s refuses a study without a complete trial", (name, draw) => {
  expect(draw).toThrow(`${name}: expected a complete trial with a finite value among 1 trials, found none`);
});

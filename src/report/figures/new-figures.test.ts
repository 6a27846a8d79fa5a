import { describe, expect, it } from "vitest";
import { boxFigure } from "./box-figure.js";
import { boxNumbers } from "./box-numbers.js";
import { facetFigure } from "./facet-figure.js";
import { figureBundle } from "./figure-bundle.js";
import { importanceFigure } from "./importance-figure.js";
import { lineFigure } from "./line-figure.js";
import { mapFigure } from "./map-figure.js";
import { scatterFigure } from "./scatter-figure.js";
import { violinFigure } from "./violin-figure.js";

const axes = { title: "Volumes", x: { label: "day" }, y: { label: "volume", unit: "vehicles/h" } };
const sample = Array.from({ length: 1_000 }, (_, row) => 100 * Math.sin(row) + row / 10);

describe("boxNumbers", () => {
  it("has the quartiles of NumPy and Tukey's whiskers", () => {
    // numpy.percentile([1, 2, 3, 4, 5, 6, 7, 100], [25, 50, 75])
    expect(boxNumbers([7, 1, 2, 3, 4, 5, 6, 100])).toEqual({
      lower: 2.75,
      median: 4.5,
      upper: 6.25,
      lowerFence: 1,
      upperFence: 7,
      mean: 16,
      outliers: [100],
    });
  });
});

describe("boxFigure", () => {
  it("contains the numbers of the boxes, not the rows", () => {
    const figure = boxFigure(
      [
        { name: "Mon", values: Float64Array.from(sample) },
        { name: "Sun <b>", values: [1, Number.NaN, 2, 3] },
      ],
      axes,
    );
    expect(figure.data[1]).toMatchObject({ type: "box", x: ["Sun &lt;b>"], q1: [1.5], median: [2], q3: [2.5] });
    expect(JSON.stringify(figure).length).toBeLessThan(4_000);
    expect(figureBundle([figure])).toBe("cartesian");
  });

  it("draws at most 200 values outside a box and says so", () => {
    const values = [
      ...Array.from({ length: 2_000 }, (_, row) => row % 7),
      ...Array.from({ length: 500 }, (_, row) => 1_000 + row),
    ];
    const figure = boxFigure({ name: "a", values }, axes);
    const [outside] = (figure.data[0]?.y ?? []) as number[][];
    expect([outside?.length, outside?.[0], outside?.at(-1)]).toEqual([200, 1_000, 1_499]);
    expect(figure.layout.meta).toMatchObject({ source: "200 of the values outside are drawn per box" });
  });

  it.each([
    [[], /boxFigure: expected at least one sample/],
    [{ values: [1] }, /boxFigure: sample 1 has no name/],
    [{ name: "a", values: "x" }, /boxFigure: sample "a": expected values as an array of numbers, got string/],
    [{ name: "a", values: [Number.NaN] }, /boxFigure: sample "a" has no finite value/],
  ])("refuses %j", (samples, message) => expect(() => boxFigure(samples as never, axes)).toThrow(message));
});

describe("violinFigure", () => {
  it("is widest where values are most frequent, and ends at the extremes", () => {
    const figure = violinFigure({ name: "a", values: [...new Array(50).fill(5), 0, 10, 4, 6] }, axes);
    const [outline, box] = figure.data as { x: number[]; y: number[] }[];
    const widest = outline?.x.indexOf(Math.max(...(outline?.x ?? []))) ?? -1;
    expect(outline?.y[widest]).toBeCloseTo(5, 0);
    expect([Math.min(...(outline?.y ?? [])), Math.max(...(outline?.y ?? []))]).toEqual([0, 10]);
    expect(box?.y).toEqual([5, 5, 5]);
    expect(JSON.stringify(violinFigure({ name: "a", values: sample }, axes)).length).toBeLessThan(6_000);
  });

  it("draws a sample of one value", () => {
    expect(violinFigure({ name: "a", values: [3, 3] }, axes).data).toHaveLength(2);
  });
});

describe("mapFigure", () => {
  const points = { longitude: [-87.6, -87.7, null], latitude: [41.8, 41.9, 41.95] };

  it("has the right ratio of distances at its latitude", () => {
    const { layout } = mapFigure(points, { title: "Chicago" });
    expect(layout.yaxis).toMatchObject({ scaleanchor: "x", scaleratio: 1.343 });
  });

  it("draws outlines below the points and values as colours", () => {
    const figure = mapFigure(
      { ...points, values: [1, 2, 3], labels: ["a", "b", "c <b>"] },
      {
        title: "t",
        color: { label: "reports" },
        outline: [
          [
            [-87.6, 41.8],
            [-87.7, 41.8],
            [-87.7, 41.9],
          ],
        ],
      },
    );
    expect(figure.data[0]).toMatchObject({ mode: "lines", x: [-87.6, -87.7, -87.7, -87.6] });
    expect(figure.data[1]).toMatchObject({ text: ["a", "b", "c &lt;b>"], marker: { color: [1, 2, 3] } });
  });

  it.each([
    [{ longitude: [41.8], latitude: [-187.6] }, {}, /expected degrees from -90 to 90, got -187.6 at 1; are longitude/],
    [{ longitude: [1, 2], latitude: [1] }, {}, /has 2 longitudes and 1 latitudes/],
    [{ longitude: [1], latitude: [1], values: [1] }, {}, /mapFigure: expected a label for color/],
    [[points, points], {}, /mapFigure: series 1 of 2 has no name/],
  ])("refuses %j", (given, options, message) => {
    expect(() => mapFigure(given as never, { title: "t", ...options })).toThrow(message);
  });
});

describe("facetFigure", () => {
  const panel = (name: string, shift: number) => ({
    name,
    figure: lineFigure(
      [
        { name: "counted", x: [1, 2, 3], y: [shift, shift + 1, shift] },
        { name: "predicted", x: [1, 2, 3], y: [shift, shift, shift] },
      ],
      axes,
    ),
  });

  it("gives each panel its axes, one legend entry per name and the same colour everywhere", () => {
    const figure = facetFigure([panel("2016", 1), panel("2017", 5), panel("2018", 9)], axes);
    expect(figure.data.map(({ xaxis, showlegend }) => [xaxis, showlegend])).toEqual([
      ["x", true],
      ["x", true],
      ["x2", false],
      ["x2", false],
      ["x3", false],
      ["x3", false],
    ]);
    const colors = figure.data.map(({ line }) => (line as { color: string }).color);
    expect(new Set([colors[0], colors[2], colors[4]]).size).toBe(1);
    expect(colors[0]).not.toBe(colors[1]);
    expect(figure.layout.yaxis2).toMatchObject({ matches: "y", title: { text: "" } });
    expect((figure.layout.annotations as { text: string }[]).map(({ text }) => text)).toEqual([
      "<b>2016</b>",
      "<b>2017</b>",
      "<b>2018</b>",
    ]);
  });

  it("refuses one panel, and more than 24", () => {
    expect(() => facetFigure([panel("a", 1)], axes)).toThrow(/facetFigure: expected 2 to 24 panels, got 1/);
  });
});

describe("lineFigure", () => {
  it("draws steps", () => {
    expect(lineFigure({ x: [1, 2], y: [5, 3], shape: "step" }, axes).data[0]?.line).toMatchObject({ shape: "hv" });
  });

  it("names lines at their ends, apart from each other", () => {
    const { layout } = lineFigure(
      [
        { name: "one", x: [1, 2], y: [0, 10] },
        { name: "two <b>", x: [1, 2], y: [0, 10.01] },
        { name: "three", x: [1, 2, 3], y: [0, 100, null] },
      ],
      { ...axes, names: "line-end" },
    );
    const labels = layout.annotations as { text: string; y: number; yshift: number }[];
    expect(layout.showlegend).toBe(false);
    expect(labels.map(({ text, y }) => [text, y])).toEqual([
      ["one", 10],
      ["two &lt;b>", 10.01],
      ["three", 100],
    ]);
    expect((labels[1]?.yshift ?? 0) - (labels[0]?.yshift ?? 0)).toBeGreaterThanOrEqual(15);
    expect((layout.margin as { r: number }).r).toBeGreaterThan(50);
  });

  it("writes years without a separator, other numbers with one", () => {
    const x = { label: "year" };
    const { layout } = lineFigure({ x: [2019, 2020], y: [10_000, 20_000] }, { ...axes, x });
    expect(
      [layout.xaxis, layout.yaxis].map((axis) => (axis as { separatethousands: boolean }).separatethousands),
    ).toEqual([false, true]);
  });
});

describe("scatterFigure", () => {
  it("draws a trend between min and max of x", () => {
    const trend = { predict: (x: number) => 2 * x, label: "y = 2 x" };
    const { data } = scatterFigure({ x: [4, 1, 3], y: [8, 2, 7] }, { ...axes, trend });
    const curve = data[1] as { x: number[]; y: number[]; name: string };
    expect([curve.x[0], curve.x.at(-1), curve.y.at(-1), curve.name]).toEqual([1, 4, 8, "y = 2 x"]);
    expect(() => scatterFigure({ x: ["a"], y: [1] }, { ...axes, trend })).toThrow(
      /scatterFigure: trend: expected a curve/,
    );
  });
});

describe("importanceFigure", () => {
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`f${index}`, 20 - index]));

  it("does not add up distances", () => {
    const figure = importanceFigure(many, { title: "t", measure: { label: "distance" }, top: 5, source: "counter" });
    expect(figure.data[0]?.y).toEqual(["f0", "f1", "f2", "f3", "f4"]);
    expect(figure.layout.meta).toMatchObject({ source: "Source: counter · 15 smaller ones not shown" });
  });

  it("adds up shares", () => {
    expect(
      ((importanceFigure({ a: 0.5, b: 0.3, c: 0.2 }, { title: "t", top: 1 }).data[0]?.x ?? []) as number[])[1],
    ).toBeCloseTo(50, 9);
  });
});

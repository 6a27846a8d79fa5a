import { describe, expect, it } from "vitest";
import { barFigure } from "./bar-figure.js";
import { isFigure } from "./figure.js";
import { heatmapFigure } from "./heatmap-figure.js";
import { histogramBins } from "./histogram-bins.js";
import { histogramFigure } from "./histogram-figure.js";
import { importanceFigure } from "./importance-figure.js";
import { scatterFigure } from "./scatter-figure.js";

const axes = { title: "A finding", x: { label: "day" }, y: { label: "volume", unit: "vehicles/h" } };

describe("isFigure", () => {
  it("takes what says that it is a figure, and no plain Plotly object", () => {
    expect(isFigure(barFigure({ x: ["a"], y: [1] }, axes))).toBe(true);
    for (const other of [null, 1, { data: [], layout: {} }, { kind: "figure", data: [] }])
      expect(isFigure(other)).toBe(false);
  });
});

describe("barFigure", () => {
  it("draws bars of short names upright and bars of long names to the right, with the axis titles", () => {
    const short = barFigure({ x: ["Mon", "Sun"], y: [1, 2] }, axes);
    const long = barFigure({ x: ["Department of Transportation", "x", "y", "z"], y: [1, 2, 3, 4] }, axes);
    expect(short.layout).toMatchObject({ xaxis: { title: { text: "day" }, type: "category" } });
    expect(long.data[0]).toMatchObject({ orientation: "h", x: [1, 2, 3, 4] });
    expect(long.layout).toMatchObject({
      xaxis: { title: { text: "volume (vehicles/h)" } },
      yaxis: { title: { text: "day" }, autorange: "reversed" },
    });
  });

  it("turns guides with the bars", () => {
    const guides = [{ axis: "y", at: 2, label: "limit" }] as const;
    const figure = barFigure({ x: ["a"], y: [1] }, { ...axes, direction: "right", guides });
    expect(figure.layout.shapes).toMatchObject([{ x0: 2, x1: 2, yref: "paper" }]);
  });

  it("shortens a very long name on the axis only", () => {
    const name = `${"Very long name ".repeat(5)}<end>`;
    const figure = barFigure({ x: [name, "b"], y: [1, 2] }, axes);
    expect((figure.layout.yaxis as { ticktext: string[] }).ticktext[0]).toBe("Very long name Very long name Very…");
    expect(JSON.stringify(figure.data)).toContain("&lt;end>");
  });

  it("refuses more bars than anybody can read", () => {
    const x = Array.from({ length: 2_001 }, (_, row) => row);
    expect(() => barFigure({ x, y: x }, axes)).toThrow(/at most 2000 bars, got 2001; group the rows first/);
  });
});

describe("histogramFigure", () => {
  it("holds counts per bin, never the rows", () => {
    const values = Float64Array.from({ length: 200_000 }, (_, row) => (row % 1_000) / 10);
    const figure = histogramFigure({ values }, { title: "Even", x: { label: "clouds", unit: "%" } });
    expect(JSON.stringify(figure).length).toBeLessThan(6_000);
    const counts = figure.data[0]?.y as number[];
    expect(counts.reduce((total, count) => total + count, 0)).toBe(200_000);
  });

  it("compares samples of different size by their share", () => {
    const figure = histogramFigure(
      [
        { name: "small", values: [1, 2] },
        { name: "large", values: [1, 1, 2, 2, 2, 2, 2, 2] },
      ],
      { title: "Shares", x: { label: "value" }, bins: 2 },
    );
    expect(figure.data.map(({ y }) => (y as number[]).filter((share) => share > 0))).toEqual([
      [50, 50],
      [25, 75],
    ]);
    expect(figure.layout).toMatchObject({ yaxis: { title: { text: "share of rows (%)" } } });
  });

  it("refuses values that are not an array of numbers", () => {
    expect(() => histogramFigure({} as never, { title: "t", x: { label: "x" } })).toThrow(
      /histogramFigure: series 1: expected values as an array of numbers, got undefined/,
    );
    expect(() => histogramFigure({ values: [1] }, { x: { label: "x" } } as never)).toThrow(/expected a title/);
  });
});

describe("histogramBins", () => {
  it("counts every finite value once, the highest in the last bin", () => {
    const { edges, counts } = histogramBins([[0, 0.1, 0.2, 0.3, 1, Number.NaN, Number.POSITIVE_INFINITY]], 5);
    expect(edges).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(counts).toEqual([[2, 2, 0, 0, 1]]);
  });

  it("gives one bin to equal values and none to nothing", () => {
    expect(histogramBins([[7, 7]])).toEqual({ edges: [7, 8], counts: [[2]] });
    expect(histogramBins([[Number.NaN]])).toEqual({ edges: [], counts: [[]] });
  });

  it("leaves its input as it was", () => {
    const values = Object.freeze([3, 1, 2]) as number[];
    expect(histogramBins([values]).counts[0]?.reduce((a, b) => a + b)).toBe(3);
  });
});

describe("scatterFigure", () => {
  it("draws every n-th of too many points and says so", () => {
    const values = Float64Array.from({ length: 50_000 }, (_, row) => row);
    const figure = scatterFigure({ x: values, y: values }, axes);
    expect(figure.data[0]?.x).toHaveLength(16_667);
    expect(figure.layout.meta).toMatchObject({ source: "1 of 3 of 50,000 points drawn" });
  });

  it("draws the diagonal over the range of both axes", () => {
    const figure = scatterFigure({ x: [1, 4], y: [0, 9] }, { ...axes, diagonal: true });
    expect(figure.data[1]).toMatchObject({ mode: "lines", x: [0, 9], y: [0, 9], showlegend: false });
  });
});

describe("heatmapFigure", () => {
  const options = { ...axes, color: { label: "correlation" } };

  it("writes numbers into few cells, leaves gaps empty, and puts the first row at the top", () => {
    const figure = heatmapFigure({ x: ["a", "b"], y: ["c"], values: [[0.5, Number.NaN]] }, options);
    expect(figure.data[0]).toMatchObject({ z: [[0.5, null]], texttemplate: "%{z:.2f}" });
    expect(figure.layout).toMatchObject({ yaxis: { autorange: "reversed" } });
  });

  it("centres two-way colours on their middle", () => {
    const figure = heatmapFigure({ x: ["a", "b"], y: ["c"], values: [[-0.2, 0.6]] }, { ...options, middle: 0 });
    expect(figure.data[0]).toMatchObject({ zmin: -0.6, zmax: 0.6 });
  });

  it("refuses a missing colour name and rows that do not fit", () => {
    const cells = { x: ["a", "b"], y: ["c"], values: [[1, 2]] };
    expect(() => heatmapFigure(cells, axes as never)).toThrow(/heatmapFigure: expected a label for color/);
    expect(() => heatmapFigure({ ...cells, y: ["c", "d"] }, options)).toThrow(
      /expected 2 rows of values, one per entry of y, got 1/,
    );
    expect(() => heatmapFigure({ ...cells, values: [[1]] }, options)).toThrow(
      /expected 2 values in every row, one per entry of x, got 1 in row 1/,
    );
  });
});

describe("importanceFigure", () => {
  it("sorts from most to least, adds the rest up, in per cent", () => {
    const figure = importanceFigure(
      new Map([
        ["a", 0.1],
        ["b", 0.6],
        ["c", 0.2],
        ["d", 0.1],
      ]),
      { title: "b leads", top: 2 },
    );
    expect(figure.data[0]).toMatchObject({ y: ["b", "c", "2 others"], x: [60, 20, 20] });
  });

  it("refuses an empty importance and a value that is not a number", () => {
    expect(() => importanceFigure({}, { title: "t" })).toThrow(/at least one feature, got none/);
    expect(() => importanceFigure({ a: Number.NaN }, { title: "t" })).toThrow(
      /feature "a": expected a finite number, got NaN/,
    );
    expect(() => importanceFigure({ a: 1 }, {} as never)).toThrow(/expected a title/);
  });
});

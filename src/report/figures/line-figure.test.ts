import { describe, expect, it } from "vitest";
import type { FigureOptions } from "./figure-options.js";
import { lineFigure } from "./line-figure.js";

const options = {
  title: "Volume falls at weekends",
  x: { label: "hour", unit: "h" },
  y: { label: "volume", unit: "vehicles/h" },
} satisfies FigureOptions;

describe("lineFigure", () => {
  it("is plotly data with both axes named and their units", () => {
    const figure = lineFigure({ x: [1, 2], y: Float64Array.of(3, 4) }, options);
    expect(figure.kind).toBe("figure");
    expect(figure.data[0]).toMatchObject({ type: "scatter", x: [1, 2], y: [3, 4] });
    expect(figure.layout).toMatchObject({
      xaxis: { title: { text: "hour (h)" } },
      yaxis: { title: { text: "volume (vehicles/h)" } },
      meta: { title: "Volume falls at weekends" },
    });
  });

  it("survives JSON unchanged, typed arrays and dates included", () => {
    const figure = lineFigure(
      { x: [new Date(0), new Date(3_600_000)], y: Float64Array.of(1 / 3, Number.NaN) },
      options,
    );
    expect(JSON.parse(JSON.stringify(figure))).toEqual(figure);
    expect(figure.data[0]).toMatchObject({
      x: ["1970-01-01", "1970-01-01 01:00"],
      y: [0.333333, null],
      connectgaps: false,
    });
    expect(figure.layout).toMatchObject({ xaxis: { type: "date" } });
  });

  it("treats names of categories that look like numbers as names", () => {
    expect(lineFigure({ x: ["2016", "2017"], y: [1, 2] }, options).layout).toMatchObject({
      xaxis: { type: "category" },
    });
  });

  it("has a legend only for several lines", () => {
    const one = lineFigure({ name: "a", x: [1], y: [1] }, options);
    const two = lineFigure(
      [
        { name: "a", x: [1], y: [1] },
        { name: "b", x: [1], y: [2] },
      ],
      options,
    );
    expect([one.layout.showlegend, two.layout.showlegend]).toEqual([false, true]);
  });

  it("thins a line of 100,000 points, includes its peak and says so", () => {
    const y = Float64Array.from({ length: 100_000 }, (_, row) => Math.sin(row / 900));
    y[54_321] = 99;
    const figure = lineFigure({ x: y.map((_, row) => row), y }, { ...options, source: "counter" });
    const drawn = figure.data[0]?.y as number[];
    expect(drawn.length).toBeLessThanOrEqual(20_000);
    expect(drawn).toContain(99);
    expect(figure.layout.meta).toMatchObject({
      source: "Source: counter · of 100,000 points, the lowest and highest of each interval are drawn",
    });
  });

  it("escapes what plotly would read as HTML", () => {
    const figure = lineFigure({ name: "<b>a", x: ["<i>&"], y: [1] }, { ...options, title: "a < b" });
    expect(JSON.stringify([figure.data, figure.layout.title])).not.toMatch(/<(?!br>|extra>|\/extra>|b>%|\/b>)/);
    expect(figure.layout.title).toMatchObject({ text: "a &lt; b" });
  });

  it("draws guides at dates and on log axes where they belong", () => {
    const figure = lineFigure(
      { x: [new Date(0)], y: [10] },
      {
        ...options,
        y: { label: "volume", scale: "log" },
        guides: [
          { axis: "x", at: new Date(0), label: "start" },
          { axis: "y", at: 100, label: "limit" },
        ],
      },
    );
    expect(figure.layout.shapes).toMatchObject([{ x0: "1970-01-01" }, { y0: 100 }]);
    expect(figure.layout.annotations).toMatchObject([{ x: "1970-01-01" }, { y: 2 }]);
  });

  it.each([
    [{ ...options, title: "" }, /lineFigure: expected a title that states the finding, got ""; add title:/],
    [{ x: options.x, y: options.y }, /lineFigure: expected a title that states the finding, got nothing/],
    [{ title: "t", x: options.x }, /lineFigure: expected a label for y, got nothing/],
    [{ ...options, x: { label: " " } }, /lineFigure: expected a label for x/],
    [undefined, /lineFigure: expected a title/],
  ])("refuses options without title or axis names, from untyped callers too: %j", (given, message) => {
    expect(() => lineFigure({ x: [1], y: [1] }, given as FigureOptions)).toThrow(message);
  });

  it.each([
    [{ x: [1, 2], y: [1] }, /series 1 has 2 values of x and 1 of y; give one y per x/],
    [[], /expected at least one series/],
    [
      [
        { x: [1], y: [1] },
        { x: [1], y: [1] },
      ],
      /series 1 of 2 has no name; add name: "…" for the legend/,
    ],
    [
      [
        { name: "a", x: [1], y: [1] },
        { name: "b", x: ["k"], y: [1] },
      ],
      /expected one kind of x in all series, got number and category/,
    ],
    [{ y: [1] }, /lineFigure: x of series 1: expected an array of numbers, dates or strings, got undefined/],
    [{ x: [1, "a"], y: [1, 2] }, /x of series 1: expected numbers only, got a string/],
  ])("refuses series that cannot be drawn: %j", (series, message) => {
    expect(() => lineFigure(series as never, options)).toThrow(message as RegExp);
  });
});

import { ArgumentError } from "../../core/errors.js";
import { groupDigits } from "../../core/group-digits.js";
import type { Json, JsonObject } from "../../core/json.js";
import type { Figure } from "./figure.js";
import { figureLayout } from "./figure-layout.js";
import { checkFigureOptions, type FigureOptions } from "./figure-options.js";
import { type FigureSeries, plottedSeries } from "./figure-series.js";
import { figureText } from "./figure-text.js";
import { mostPoints } from "./figure-values.js";
import { lineLabels } from "./line-labels.js";
import { thinLine } from "./thin-line.js";

/** A line of a `lineFigure`. */
export interface LineSeries extends FigureSeries {
  /**
   * @default "solid"
   */
  readonly dash?: "solid" | "dash" | "dot" | undefined;
  /**
   * Points on the line.
   * @default for at most 40 of them
   */
  readonly points?: boolean | undefined;
  /**
   * The line between two points: straight, or a step at the next point, for values that hold until they change.
   * @default "straight"
   */
  readonly shape?: "straight" | "step" | undefined;
}

/** Options of `lineFigure`. */
export interface LineOptions extends FigureOptions {
  /**
   * Where lines are named: in a legend above the plot, or at their ends.
   * @default "legend"
   */
  readonly names?: "legend" | "line-end" | undefined;
}

/**
 * A line chart. NaN and null are gaps. A line of more than 20,000 points is reduced to the lowest and the highest point
 * of each interval, and the source line says so.
 *
 * @example lineFigure({ x: [1, 2], y: [3, 4] }, { title: "Volume rises", x: { label: "day" }, y: { label: "volume" } }).data.length // 1
 */
export function lineFigure(series: LineSeries | readonly LineSeries[], options: LineOptions): Figure {
  checkFigureOptions("lineFigure", options);
  const plotted = plottedSeries("lineFigure", series);
  const { names = "legend" } = options;
  if (names !== "legend" && names !== "line-end") {
    throw new ArgumentError(
      `lineFigure: names: expected "legend" or "line-end", got ${JSON.stringify(names)}; leave it out for "legend"`,
    );
  }
  let thinned = 0;
  const data = plotted.map(({ name, x, y, given }): JsonObject => {
    const rows = thinLine(y.values, mostPoints);
    if (rows.length < y.values.length) thinned = Math.max(thinned, y.values.length);
    const pick = (values: readonly Json[]): readonly Json[] =>
      rows.length === values.length ? values : rows.map((row) => values[row] ?? null);
    const withPoints = given.points ?? y.values.length <= 40;
    return {
      type: "scatter",
      mode: withPoints ? "lines+markers" : "lines",
      ...(name === undefined ? {} : { name: figureText(name) }),
      x: pick(x.values),
      y: pick(y.values),
      line: { width: 2, dash: given.dash ?? "solid", ...(given.shape === "step" ? { shape: "hv" } : {}) },
      ...(withPoints ? { marker: { size: 6 } } : {}),
      connectgaps: false,
      ...(plotted.length > 1 ? {} : { hovertemplate: "%{x}<br><b>%{y}</b><extra></extra>" }),
    };
  });
  const layout = figureLayout(options, {
    xKind: plotted[0]?.x.kind ?? "number",
    yKind: plotted[0]?.y.kind ?? "number",
    legend: names === "legend" ? plotted.map(({ name }) => name ?? "") : [],
    ...(thinned > 0
      ? { remark: `of ${groupDigits(thinned)} points, the lowest and highest of each interval are drawn` }
      : {}),
    more: { hovermode: plotted.length > 1 ? "x unified" : "closest" },
  });
  const figure: Figure = { kind: "figure", data, layout };
  return names === "line-end" && plotted.length > 1 ? lineLabels(figure, options) : figure;
}

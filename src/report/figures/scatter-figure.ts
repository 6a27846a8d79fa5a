import { ArgumentError } from "../../core/errors.js";
import { groupDigits } from "../../core/group-digits.js";
import type { Json, JsonObject } from "../../core/json.js";
import type { Figure } from "./figure.js";
import { figureLayout } from "./figure-layout.js";
import { checkFigureOptions, type FigureOptions } from "./figure-options.js";
import { type FigureSeries, plottedSeries } from "./figure-series.js";
import { figureText } from "./figure-text.js";
import { mostPoints, roundedNumbers } from "./figure-values.js";

/** A series of a `scatterFigure`. */
export interface ScatterSeries extends FigureSeries {
  /** A label per point, shown on hover. */
  readonly labels?: readonly string[] | undefined;
}

/** Options of `scatterFigure`. */
export interface ScatterOptions extends FigureOptions {
  /** A line on which x equals y, for predicted against actual values. Default false. */
  readonly diagonal?: boolean | undefined;
  /** A curve over the points, such as a `trendLine` of them; with `label` it has an entry in the legend. */
  readonly trend?: ScatterTrend | undefined;
}

/** A curve of x, such as a `trendLine`. */
export interface ScatterTrend {
  readonly predict: (x: number) => number;
  readonly label?: string | undefined;
}

/**
 * A scatter plot. Pairs with a gap are not drawn. Of more than 20,000 points every n-th is drawn, evenly over the rows,
 * and the source line says so.
 *
 * @example scatterFigure({ x: [1, 2], y: [3, 4] }, { title: "Warm days are busy", x: { label: "temperature", unit: "K" }, y: { label: "volume" } }).data.length // 1
 */
export function scatterFigure(series: ScatterSeries | readonly ScatterSeries[], options: ScatterOptions): Figure {
  checkFigureOptions("scatterFigure", options);
  const plotted = plottedSeries("scatterFigure", series);
  const longest = Math.max(...plotted.map(({ x }) => x.values.length));
  const step = Math.ceil(longest / mostPoints);
  const pick = (values: readonly Json[]): readonly Json[] =>
    step <= 1 ? values : values.filter((_, row) => row % step === 0);
  const data = plotted.map(({ name, x, y, given }): JsonObject => {
    const points = Math.ceil(x.values.length / step);
    return {
      type: "scatter",
      mode: "markers",
      ...(name === undefined ? { showlegend: false } : { name: figureText(name) }),
      x: pick(x.values),
      y: pick(y.values),
      ...(given.labels === undefined ? {} : { text: pick(given.labels.map(figureText)) }),
      marker: {
        size: points > 2_000 ? 4 : points > 300 ? 5 : 7,
        opacity: points > 2_000 ? 0.35 : points > 300 ? 0.55 : 0.8,
      },
      hovertemplate: `${given.labels === undefined ? "" : "%{text}<br>"}%{x}<br><b>%{y}</b><extra>${figureText(name ?? "")}</extra>`,
    };
  });
  const xKind = plotted[0]?.x.kind ?? "number";
  const yKind = plotted[0]?.y.kind ?? "number";
  const { trend } = options;
  if (trend !== undefined && (xKind !== "number" || typeof trend.predict !== "function")) {
    throw new ArgumentError(
      "scatterFigure: trend: expected a curve with predict(x) over numbers; make one with trendLine(x, y)",
    );
  }
  const layout = figureLayout(options, {
    xKind,
    yKind,
    legend: [...plotted.map(({ name }) => name ?? ""), ...(trend?.label === undefined ? [] : [trend.label])],
    height: 420,
    ...(step > 1 ? { remark: `1 of ${step} of ${groupDigits(longest)} points drawn` } : {}),
    more: { hovermode: "closest" },
  });
  const diagonal = options.diagonal && xKind === "number" && yKind === "number" ? [diagonalLine(data)] : [];
  const curve = trend === undefined ? [] : [trendCurve(data, trend)];
  return { kind: "figure", data: [...data, ...diagonal, ...curve], layout };
}

const curvePoints = 60;

function trendCurve(data: readonly JsonObject[], { predict, label }: ScatterTrend): JsonObject {
  const xs = data
    .flatMap(({ x }) => x as readonly Json[])
    .filter((value): value is number => typeof value === "number");
  const low = xs.reduce((least, value) => Math.min(least, value), Infinity);
  const high = xs.reduce((most, value) => Math.max(most, value), -Infinity);
  const at =
    xs.length === 0 ? [] : Array.from({ length: curvePoints }, (_, k) => low + ((high - low) * k) / (curvePoints - 1));
  return {
    type: "scatter",
    mode: "lines",
    ...(label === undefined ? {} : { name: figureText(label) }),
    x: roundedNumbers(at),
    y: roundedNumbers(at.map(predict)),
    line: { width: 2, color: "#7f858c" },
    hovertemplate: `%{x}<br><b>%{y}</b><extra>${figureText(label ?? "trend")}</extra>`,
    showlegend: label !== undefined,
  };
}

function diagonalLine(data: readonly JsonObject[]): JsonObject {
  const values = data
    .flatMap(({ x, y }) => [x, y].flat())
    .filter((value): value is number => typeof value === "number");
  const ends = [values.reduce((a, b) => Math.min(a, b), Infinity), values.reduce((a, b) => Math.max(a, b), -Infinity)];
  return {
    type: "scatter",
    mode: "lines",
    x: ends.map((end) => (Number.isFinite(end) ? end : null)),
    y: ends.map((end) => (Number.isFinite(end) ? end : null)),
    line: { width: 1.5, dash: "dot", color: "#7f858c" },
    hoverinfo: "skip",
    showlegend: false,
  };
}

import { ArgumentError } from "../../core/errors.js";
import type { JsonObject } from "../../core/json.js";
import type { Figure } from "./figure.js";
import { figureLayout } from "./figure-layout.js";
import { checkFigureOptions, type FigureOptions } from "./figure-options.js";
import { type FigureSeries, plottedSeries } from "./figure-series.js";
import { figureText, shortLabel } from "./figure-text.js";

/** Options of `barFigure`. */
export interface BarOptions extends FigureOptions {
  /**
   * Direction of the bars. "up": x along the bottom. "right": x down the left side, for long names. "auto": right when
   * names of categories are long. `options.x` always names the categories and `options.y` the lengths.
   * @default "auto"
   */
  readonly direction?: "auto" | "up" | "right" | undefined;
  /**
   * Bars of several series on top of each other instead of side by side.
   * @default false
   */
  readonly stack?: boolean | undefined;
}

const mostBars = 2_000;
const longestLabel = 36;

/**
 * A bar chart: x are the categories, dates or numbers, y the lengths. Bars start at zero.
 *
 * @example barFigure({ x: ["Mon", "Sun"], y: [5, 3] }, { title: "Sundays are calm", x: { label: "day" }, y: { label: "volume" } }).data.length // 1
 */
export function barFigure(series: FigureSeries | readonly FigureSeries[], options: BarOptions): Figure {
  checkFigureOptions("barFigure", options);
  const plotted = plottedSeries("barFigure", series);
  const [first] = plotted;
  const count = Math.max(...plotted.map(({ x }) => x.values.length));
  if (count > mostBars) {
    throw new ArgumentError(
      `barFigure: expected at most ${mostBars} bars, got ${count}; group the rows first, or use histogramFigure or lineFigure`,
    );
  }
  const kind = first?.x.kind ?? "number";
  const labels = kind === "category" ? [...new Set(plotted.flatMap(({ x }) => x.values.map(String)))] : [];
  const longest = labels.reduce((most, label) => Math.max(most, label.length), 0);
  const right =
    options.direction === "right" ||
    (options.direction !== "up" && kind === "category" && longest * labels.length > 90 && longest > 5);
  const data = plotted.map(({ name, x, y }): JsonObject => {
    const [along, across] = right ? ["y", "x"] : ["x", "y"];
    return {
      type: "bar",
      ...(name === undefined ? {} : { name: figureText(name) }),
      [along as string]: x.values,
      [across as string]: y.values,
      ...(right ? { orientation: "h" } : {}),
      hovertemplate: `%{${along}}<br><b>%{${across}}</b><extra>${figureText(name ?? "")}</extra>`,
    };
  });
  const shortened = labels.some((label) => label.length > longestLabel)
    ? { tickmode: "array", tickvals: labels, ticktext: labels.map((label) => shortLabel(label, longestLabel)) }
    : {};
  const share = Math.max(1, plotted.length * (options.stack ? 1 / plotted.length : 0.8));
  const layout = figureLayout(right ? turned(options) : options, {
    xKind: right ? "number" : kind,
    yKind: right ? kind : "number",
    legend: plotted.map(({ name }) => name ?? ""),
    height: right ? Math.max(260, 130 + Math.round(labels.length * 26 * share)) : 380,
    xMore: right ? { showgrid: true } : shortened,
    yMore: right ? { ...shortened, autorange: "reversed", showgrid: false, ticks: "", ticklabelstandoff: 6 } : {},
    more: {
      barmode: options.stack ? "stack" : "group",
      bargap: kind === "number" ? 0.15 : 0.25,
      bargroupgap: 0.06,
      hovermode: "closest",
    },
  });
  return { kind: "figure", data, layout };
}

/** Options of bars that go to the right: x is drawn along y. */
function turned(options: BarOptions): BarOptions {
  const guides = (options.guides ?? []).map((guide) => ({ ...guide, axis: guide.axis === "x" ? "y" : "x" }) as const);
  return { ...options, x: options.y, y: options.x, guides };
}

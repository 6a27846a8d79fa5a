import { escapeHtml } from "../../report/escape-html.js";
import { seriesColors } from "../../report/figures/palette.js";
import { formatNumbers } from "../../report/tables/format-numbers.js";
import type { FigureResult } from "../compute/view-result.js";
import { keyText, numberTicks, type Tick, timeTicks } from "./axis-ticks.js";
import { bandChart } from "./band-chart.js";
import { chartFrame, type DrawnAxis, leftSpace, round } from "./chart-frame.js";
import { mapChart } from "./map-chart.js";

const height = 320;
const mostTitles = 400;

/** A figure as SVG of a width in pixels; a line of text where nothing is selected. */
export function chartSvg(figure: FigureResult, width: number): string {
  if (figure.series.every(({ x }) => x.length === 0)) return `<p class="empty">No rows are selected.</p>`;
  switch (figure.chart) {
    case "bar":
    case "histogram":
      return bandChart(figure, width);
    case "map":
      return mapChart(figure, width);
    case "line":
    case "scatter":
      return figure.x.kind === "label" ? bandChart(figure, width) : pointChart(figure, width);
  }
}

/** The colour of a series by its position. */
export function seriesColor(position: number): string {
  return seriesColors[position % seriesColors.length] ?? "currentColor";
}

function pointChart(figure: FigureResult, width: number): string {
  const xs = figure.series.flatMap(({ x }) => x.filter((value) => typeof value === "number"));
  const ys = figure.series.flatMap(({ y }) => y);
  const [xLow, xHigh] = limits(xs);
  const [yLow, yHigh] = limits(ys, figure.chart === "line");
  const xTicks = figure.x.kind === "time" ? timeTicks(xLow, xHigh, width / 90) : numberTicks(xLow, xHigh, width / 80);
  const yTicks = figure.y.kind === "time" ? timeTicks(yLow, yHigh, 6) : numberTicks(yLow, yHigh, 6);
  const left = leftSpace(yTicks, width / 3);
  const area = { left, top: 24, width: width - left - 14, height: height - 24 - 36 };
  const x = drawnAxis(
    figure.x,
    xTicks,
    false,
    (value) => area.left + (area.width * (value - xLow)) / (xHigh - xLow || 1),
  );
  const y = drawnAxis(
    figure.y,
    yTicks,
    true,
    (value) => area.top + area.height * (1 - (value - yLow) / (yHigh - yLow || 1)),
  );
  const marks = figure.series.map((series, position) => {
    const color = seriesColor(position);
    const points = series.x.map((value, index) => [x.at(Number(value)), y.at(series.y[index] ?? NaN)] as const);
    const path = figure.chart === "line" ? linePath(points) : dotPath(points);
    const width = figure.chart === "line" ? 2 : 5;
    return `<path d="${path}" fill="none" stroke="${color}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"${figure.chart === "scatter" ? ' stroke-opacity="0.55"' : ""}/>${figure.chart === "line" ? pointTitles(figure, position, points) : ""}`;
  });
  return chartFrame({ width, height, area }, [x, y], marks.join(""), describeFigure(figure));
}

function drawnAxis(
  axis: FigureResult["x"],
  ticks: readonly Tick[],
  grid: boolean,
  at: (value: number) => number,
): DrawnAxis {
  return { axis, ticks, grid, at };
}

/** The range of numbers, a little wider; from zero where that is near. */
function limits(values: readonly number[], nearZero = false): readonly [number, number] {
  const finite = values.filter(Number.isFinite);
  const low = finite.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = finite.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (finite.length === 0) return [0, 1];
  if (low === high) return [low - 1, high + 1];
  if (!nearZero) return [low, high];
  const pad = 0.04 * (high - low);
  return [low >= 0 && low < 0.4 * high ? 0 : low - pad, high + pad];
}

type Point = readonly [number, number];

/** A line with gaps where values are missing; a value alone is a dot. */
function linePath(points: readonly Point[]): string {
  let isOpen = false;
  return points
    .map(([x, y]) => {
      if (Number.isNaN(y)) {
        isOpen = false;
        return "";
      }
      const command = isOpen ? "L" : "M";
      const dot = isOpen ? "" : "h0";
      isOpen = true;
      return `${command}${round(x)} ${round(y)}${dot}`;
    })
    .join("");
}

function dotPath(points: readonly Point[]): string {
  return points.map(([x, y]) => (Number.isNaN(x) || Number.isNaN(y) ? "" : `M${round(x)} ${round(y)}h0`)).join("");
}

/** Invisible circles whose titles show the values under the pointer. */
function pointTitles(figure: FigureResult, position: number, points: readonly Point[]): string {
  const series = figure.series[position];
  if (series === undefined || points.length > mostTitles) return "";
  const values = formatNumbers(series.y);
  return points
    .map(([x, y], index) =>
      Number.isNaN(y)
        ? ""
        : `<circle cx="${round(x)}" cy="${round(y)}" r="7" fill="transparent"><title>${escapeHtml(`${series.name === "" ? "" : `${series.name}, `}${keyText(series.x[index] ?? "", figure.x.kind)}: ${values[index]} ${figure.y.unit}`.trim())}</title></circle>`,
    )
    .join("");
}

/** What a figure shows, in words. */
export function describeFigure({ title, x, y, series }: FigureResult): string {
  const points = series.reduce((total, own) => total + own.x.length, 0);
  const names = series.length > 1 ? `, ${series.length} series` : "";
  return `${title}: ${y.label} by ${x.label}, ${points} values${names}`;
}

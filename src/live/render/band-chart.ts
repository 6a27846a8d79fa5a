import { escapeHtml } from "../../report/escape-html.js";
import { seriesColors } from "../../report/figures/palette.js";
import { formatNumbers } from "../../report/tables/format-numbers.js";
import type { GroupKey } from "../compute/group-rows.js";
import type { FigureResult } from "../compute/view-result.js";
import { keyText, numberTicks, type Tick } from "./axis-ticks.js";
import { axisTitle, chartFrame, leftSpace, round, shortLabel } from "./chart-frame.js";

const barHeight = 24;
const chartHeight = 320;

/** Bars next to each other for every key: to the right where keys are long labels, else upwards. */
export function bandChart(figure: FigureResult, width: number): string {
  const keys = allKeys(figure);
  const labels = keys.map((key) => keyText(key, figure.x.kind));
  const longest = labels.reduce((most, text) => Math.max(most, text.length), 0);
  const isWide = figure.x.kind === "label" && (longest > 10 || longest * keys.length * 8 > width);
  return isWide ? barsToTheRight(figure, keys, width) : barsUpwards(figure, keys, width);
}

function allKeys({ series, x }: FigureResult): readonly GroupKey[] {
  const keys = [...new Set(series.flatMap((own) => own.x))];
  return x.kind === "label" ? keys : keys.sort((a, b) => Number(a) - Number(b));
}

function valueLimits({ series }: FigureResult): readonly [number, number] {
  const values = series.flatMap(({ y }) => y).filter(Number.isFinite);
  const low = values.reduce((least, value) => Math.min(least, value), 0);
  const high = values.reduce((most, value) => Math.max(most, value), 0);
  return low === high ? [0, 1] : [low, high];
}

function barsUpwards(figure: FigureResult, keys: readonly GroupKey[], width: number): string {
  const [low, high] = valueLimits(figure);
  const ticks = numberTicks(low, high, 6);
  const left = leftSpace(ticks, width / 3);
  const area = { left, top: 24, width: width - left - 14, height: chartHeight - 24 - 36 };
  const band = area.width / keys.length;
  const y = (value: number): number => area.top + area.height * (1 - (value - low) / (high - low));
  const center = (position: number): number => area.left + band * (position + 0.5);
  const gap = figure.chart === "histogram" ? 0.04 : 0.22;
  const marks = eachBar(figure, keys, band, gap, ({ start, size, value, title, color }) => {
    const [top, bottom] = [Math.min(y(value), y(0)), Math.max(y(value), y(0))];
    return `<rect x="${round(area.left + start)}" width="${round(Math.max(0.5, size))}" y="${round(top)}" height="${round(bottom - top)}" fill="${color}"><title>${title}</title></rect>`;
  });
  const xTicks = keys.map((key, position) => ({ value: position, text: shortLabel(keyText(key, figure.x.kind), 12) }));
  return chartFrame(
    { width, height: chartHeight, area },
    [
      { axis: figure.x, ticks: spaced(xTicks, band), at: center, grid: false },
      { axis: figure.y, ticks, at: y, grid: true },
    ],
    marks,
    describe(figure, keys.length),
  );
}

function barsToTheRight(figure: FigureResult, keys: readonly GroupKey[], width: number): string {
  const [low, high] = valueLimits(figure);
  const band = barHeight * Math.max(1, 0.7 * figure.series.length);
  const most = Math.floor(width / 24);
  const labels = keys.map((key, position) => ({ value: position, text: shortLabel(String(key), most) }));
  const left = leftSpace(labels, width / 2);
  const area = { left, top: 24, width: width - left - 14, height: band * keys.length };
  const x = (value: number): number => area.left + (area.width * (value - low)) / (high - low);
  const marks = eachBar(figure, keys, band, 0.25, ({ start, size, value, title, color }) => {
    const [from, to] = [Math.min(x(value), x(0)), Math.max(x(value), x(0))];
    return `<rect x="${round(from)}" width="${round(to - from)}" y="${round(area.top + start)}" height="${round(size)}" fill="${color}"><title>${title}</title></rect>`;
  });
  return chartFrame(
    { width, height: area.top + area.height + 36, area },
    [
      { axis: figure.y, ticks: numberTicks(low, high, width / 110), at: x, grid: true },
      { axis: figure.x, ticks: labels, at: (position) => area.top + band * (position + 0.5), grid: false },
    ],
    marks,
    describe(figure, keys.length),
  );
}

interface Bar {
  readonly start: number;
  readonly size: number;
  readonly value: number;
  readonly title: string;
  readonly color: string;
}

function eachBar(
  { series, x, y }: FigureResult,
  keys: readonly GroupKey[],
  band: number,
  gap: number,
  draw: (bar: Bar) => string,
): string {
  const positions = new Map(keys.map((key, position) => [key, position]));
  const size = (band * (1 - gap)) / series.length;
  return series
    .map((own, index) => {
      const shown = formatNumbers(own.y);
      return own.x
        .map((key, point) => {
          const value = own.y[point] ?? Number.NaN;
          if (!Number.isFinite(value)) return "";
          const start = band * ((positions.get(key) ?? 0) + gap / 2) + size * index;
          const name = own.name === "" ? "" : `${own.name}, `;
          const title = escapeHtml(`${name}${keyText(key, x.kind)}: ${shown[point]} ${y.unit}`.trim());
          return draw({ start, size, value, title, color: seriesColors[index % seriesColors.length] ?? "" });
        })
        .join("");
    })
    .join("");
}

/** Every n-th tick, so that labels do not overlap. */
function spaced(ticks: readonly Tick[], band: number): readonly Tick[] {
  const longest = ticks.reduce((most, { text }) => Math.max(most, text.length), 1);
  const every = Math.max(1, Math.ceil((7.5 * longest + 8) / band));
  return ticks.filter((_, position) => position % every === 0);
}

function describe({ title, x, y }: FigureResult, count: number): string {
  return `${title}: ${axisTitle(y)} by ${axisTitle(x)}, ${count} bars`;
}

import { escapeHtml } from "../../report/escape-html.js";
import { sequentialScale } from "../../report/figures/palette.js";
import { formatNumbers } from "../../report/tables/format-numbers.js";
import type { FigureResult } from "../compute/view-result.js";
import { axisTitle, round } from "./chart-frame.js";

const mostHeight = 620;
const edge = 12;

/** Points at their coordinates, with colors from low to high, and a scale of the colors below. */
export function mapChart(figure: FigureResult, width: number): string {
  const [series] = figure.series;
  if (series === undefined) return "";
  const color = series.color ?? [];
  const [xs, ys] = [series.x.map(Number), series.y];
  const [west, east] = range(xs);
  const [south, north] = range(ys);
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const spanX = (east - west) * shrink || 1e-3;
  const spanY = north - south || 1e-3;
  const scale = Math.min((width - 2 * edge) / spanX, (mostHeight - 2 * edge) / spanY);
  const height = Math.ceil(Math.max(160, spanY * scale + 2 * edge));
  const left = (width - spanX * scale) / 2;
  const top = (height - spanY * scale) / 2;
  const [low, high] = range(color);
  const shown = formatNumbers(color);
  const radius = xs.length > 1_000 ? 2.5 : 6;
  const points = xs.map((x, point) => {
    const at = `cx="${round(left + (x - west) * shrink * scale)}" cy="${round(top + (north - (ys[point] ?? 0)) * scale)}"`;
    const label = series.labels?.[point] ?? "";
    const title = escapeHtml(`${label === "" ? "" : `${label}: `}${shown[point]} ${figure.color?.unit ?? ""}`.trim());
    return `<circle class="point" ${at} r="${radius}" fill="${scaleColor(color[point] ?? NaN, low, high)}"><title>${title}</title></circle>`;
  });
  const name = figure.color === undefined ? "" : axisTitle(figure.color);
  const [least, most] = formatNumbers([low, high]);
  const description = escapeHtml(`${figure.title}: ${xs.length} points on a map, ${name} from ${least} to ${most}`);
  const stops = sequentialScale.map(([share, value]) => `${value} ${100 * share}%`).join(", ");
  return `<svg class="chart" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-label="${description}">${points.join("")}</svg><p class="scale"><span>${escapeHtml(`${name}: ${least}`)}</span><span class="colors" style="background: linear-gradient(to right, ${stops})"></span><span>${escapeHtml(most ?? "")}</span></p>`;
}

function range(values: readonly number[]): readonly [number, number] {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return [0, 0];
  return [
    finite.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
    finite.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  ];
}

function scaleColor(value: number, low: number, high: number): string {
  if (Number.isNaN(value)) return "none";
  const share = high > low ? (value - low) / (high - low) : 0.5;
  const next = Math.max(
    1,
    sequentialScale.findIndex(([end]) => end >= share),
  );
  const [from, to] = [sequentialScale[next - 1], sequentialScale[next]];
  if (from === undefined || to === undefined) return "none";
  const part = (share - from[0]) / (to[0] - from[0]);
  const channel = (text: string, offset: number): number => Number.parseInt(text.slice(offset, offset + 2), 16);
  const mixed = [1, 3, 5].map((offset) =>
    Math.round(channel(from[1], offset) * (1 - part) + channel(to[1], offset) * part),
  );
  return `rgb(${mixed.join(",")})`;
}

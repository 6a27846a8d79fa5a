import { escapeHtml } from "../../report/escape-html.js";
import type { ResultAxis } from "../compute/view-result.js";
import type { Tick } from "./axis-ticks.js";

/** The area of a chart inside its axes, in pixels. */
export interface ChartArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** An axis as it is drawn. */
export interface DrawnAxis {
  readonly axis: ResultAxis;
  readonly ticks: readonly Tick[];
  /** Pixels of a value. */
  readonly at: (value: number) => number;
  /** Whether lines cross the area at the ticks. */
  readonly grid: boolean;
}

const labelHeight = 18;

/** Pixels on the left for the labels of an axis. */
export function leftSpace(ticks: readonly Tick[], most: number): number {
  const longest = ticks.reduce((length, { text }) => Math.max(length, text.length), 1);
  return Math.min(most, 14 + 7 * longest);
}

/** The title of an axis with its unit. */
export function axisTitle({ label, unit }: ResultAxis): string {
  return unit === "" ? label : `${label} (${unit})`;
}

/** Axes, grid lines and the marks between them as one SVG. */
export function chartFrame(
  size: { readonly width: number; readonly height: number; readonly area: ChartArea },
  [x, y]: readonly [DrawnAxis, DrawnAxis],
  marks: string,
  description: string,
): string {
  const { width, height, area } = size;
  const bottom = area.top + area.height;
  const right = area.left + area.width;
  const vertical = x.ticks.map(({ value, text }) => {
    const at = round(x.at(value));
    const line = x.grid ? `<line class="grid" x1="${at}" x2="${at}" y1="${area.top}" y2="${bottom}"/>` : "";
    return `${line}<text x="${at}" y="${bottom + labelHeight - 2}" text-anchor="middle">${escapeHtml(text)}</text>`;
  });
  const horizontal = y.ticks.map(({ value, text }) => {
    const at = round(y.at(value));
    const line = y.grid ? `<line class="grid" x1="${area.left}" x2="${right}" y1="${at}" y2="${at}"/>` : "";
    return `${line}<text x="${area.left - 6}" y="${at + 4}" text-anchor="end">${escapeHtml(text)}</text>`;
  });
  const titles = [
    `<text class="axis" x="${area.left}" y="12">${escapeHtml(axisTitle(y.axis))}</text>`,
    `<text class="axis" x="${right}" y="${height - 4}" text-anchor="end">${escapeHtml(axisTitle(x.axis))}</text>`,
  ];
  return `<svg class="chart" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-label="${escapeHtml(description)}">${vertical.join("")}${horizontal.join("")}<line class="base" x1="${area.left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>${marks}${titles.join("")}</svg>`;
}

/** A coordinate with one decimal. */
export function round(value: number): number {
  return Math.round(10 * value) / 10;
}

/** A label that fits into `most` characters. */
export function shortLabel(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}

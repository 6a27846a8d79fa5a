import { type ComponentChild, h } from "preact";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import type { MetricPoint } from "../../../tracking/tracker.js";
import { formatDuration, formatTime, formatValue } from "./format-value.js";
import { smooth } from "./smooth.js";

/** A line of a chart. */
export interface Curve {
  readonly label: string;
  /** Index of the colour. */
  readonly color: number;
  readonly points: readonly MetricPoint[];
  /** Start of the run, for the time since then. */
  readonly startTime: number;
}

export interface CurveSettings {
  readonly x: "step" | "time" | "clock";
  readonly log: boolean;
  /** Weight of the past in the moving average, from 0 (none) to 0.99. */
  readonly smoothing: number;
}

/** Colours that differ for people with colour-blindness too (Okabe and Ito), darker or lighter by the theme. */
const colors: readonly (readonly [light: string, dark: string])[] = [
  ["#0072b2", "#5fb4e8"],
  ["#c2410c", "#f3945d"],
  ["#00795a", "#3fcf9f"],
  ["#a3478a", "#e58fc6"],
  ["#8a6d00", "#e3c545"],
  ["#4b5563", "#b6bec9"],
  ["#b91c4b", "#ff8aa5"],
  ["#3d4db7", "#a3b1ff"],
  ["#5c7a00", "#b7d84a"],
  ["#7a4b2a", "#d9a57a"],
];

/** Whether the page is dark now. */
export function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme === undefined ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
}

/** The colour of an index in the current theme. */
export function lineColor(index: number): string {
  return colors[index % colors.length]?.[isDark() ? 1 : 0] ?? "#888";
}

export interface CurveChartProps {
  readonly title: string;
  readonly curves: readonly Curve[];
  readonly settings: CurveSettings;
  readonly height?: number | undefined;
}

/** Metrics as lines over steps or time. */
export function CurveChart({ title, curves, settings, height = 220 }: CurveChartProps): ComponentChild {
  const area = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLParagraphElement>(null);
  const content = JSON.stringify([curves, settings]);
  useEffect(() => {
    const element = area.current;
    if (element === null) return;
    const start = (): uPlot => draw(element, { curves, settings, height, readout: readout.current });
    let plot = start();
    const redraw = (): void => {
      plot.destroy();
      plot = start();
    };
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0) plot.setSize({ width: element.clientWidth, height });
    });
    observer.observe(element);
    addEventListener("theme-change", redraw);
    return () => {
      observer.disconnect();
      removeEventListener("theme-change", redraw);
      plot.destroy();
    };
  }, [content]);
  const last = curves.map(({ label, points }) => `${label} ${formatValue(points.at(-1)?.value)}`).join(", ");
  return h(
    "figure",
    { class: "curve" },
    h("figcaption", null, title),
    h("p", { class: "readout", ref: readout, "aria-hidden": "true" }),
    h("div", { ref: area, role: "img", "aria-label": `${title} by ${settings.x}; last values: ${last}` }),
  );
}

/** Width of the lines of values that are not smoothed, next to the smoothed ones. */
const rawWidth = 1;

interface DrawnCurves extends Pick<CurveChartProps, "curves" | "settings"> {
  readonly height: number;
  /** Where the values at the cursor are shown. */
  readonly readout: HTMLElement | null;
}

function draw(element: HTMLDivElement, { curves, settings, height, readout }: DrawnCurves): uPlot {
  const { x, log, smoothing } = settings;
  const style = getComputedStyle(document.documentElement);
  const [text, line] = [style.getPropertyValue("--chart-text"), style.getPropertyValue("--chart-line")];
  const tables = curves.flatMap((curve): uPlot.AlignedData[] => {
    const xs = curve.points.map((point) => toX(point, curve, x));
    const order = xs.map((_, index) => index).sort((a, b) => (xs[a] ?? 0) - (xs[b] ?? 0));
    const raw = order.map((index) => curve.points[index]?.value ?? Number.NaN);
    const times = unique(order.map((index) => xs[index] ?? 0));
    const toDrawn = (values: number[]) => values.map((value) => (isDrawn(value, log) ? value : null));
    const all: (number | null)[][] = smoothing > 0 ? [toDrawn(raw), toDrawn(smooth(raw, smoothing))] : [toDrawn(raw)];
    return [[times, ...all] as uPlot.AlignedData];
  });
  const series = curves.flatMap(({ label, color }): uPlot.Series[] => {
    const common = { spanGaps: true, points: { size: 5 } };
    const shown = { ...common, label, stroke: lineColor(color), width: 1.75 };
    const faint = {
      ...common,
      label: `${label} (raw)`,
      stroke: `${lineColor(color)}55`,
      width: rawWidth,
      points: { show: false },
    };
    return smoothing > 0 ? [faint, shown] : [shown];
  });
  const axis = { stroke: text, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
  const plot = new uPlot(
    {
      width: Math.max(element.clientWidth, 200),
      height,
      scales: { x: { time: x === "clock" }, y: log ? { distr: 3 } : {} },
      axes: [
        {
          ...axis,
          ...(x === "time" && { values: (_: uPlot, splits: number[]) => splits.map((s) => formatDuration(s * 1_000)) }),
        },
        {
          ...axis,
          ...(log && { grid: { ...axis.grid, filter: powersOfTen } }),
          size: (_: uPlot, labels: string[] | null) => 18 + 7 * Math.max(3, ...(labels ?? []).map((one) => one.length)),
          values: (_: uPlot, splits: number[]) => splits.map((value) => formatValue(value ?? undefined)),
        },
      ],
      cursor: { focus: { prox: 16 }, drag: { x: true, y: false }, sync: { key: "curves" } },
      focus: { alpha: 0.3 },
      legend: { show: false },
      hooks: { setCursor: [(plot) => showValues(plot, settings, readout)] },
      series: [{ label: x }, ...series],
    },
    tables.length === 0 ? [[], []] : uPlot.join(tables),
    element,
  );
  showValues(plot, settings, readout);
  return plot;
}

/** Writes the values at the cursor, else the last ones, above a chart. */
function showValues({ cursor, data, series }: uPlot, { x }: CurveSettings, readout: HTMLElement | null): void {
  const [xs] = data;
  const index = cursor.idx ?? xs.length - 1;
  const shown = series.flatMap(({ width, stroke }, position) => {
    if (position === 0 || width === rawWidth) return [];
    // Curves have values at different steps: the last one up to the cursor.
    const value = Array.from(data[position] ?? [])
      .slice(0, index + 1)
      .findLast((one) => typeof one === "number");
    const swatch = document.createElement("span");
    swatch.className = "swatch";
    swatch.style.background = String(typeof stroke === "function" ? stroke(undefined as never, position) : stroke);
    return typeof value === "number" ? [swatch, `${formatValue(value)} `] : [];
  });
  readout?.replaceChildren(`${x === "step" ? "step " : ""}${formatX(xs[index], x)} `, ...shown);
}

/** Lines of a logarithmic axis. */
function powersOfTen(_: uPlot, splits: number[]): (number | null)[] {
  return splits.map((value) => (Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9 ? value : null));
}

function toX({ step, timestamp }: MetricPoint, { startTime }: Curve, x: CurveSettings["x"]): number {
  if (x === "step") return step;
  return x === "clock" ? timestamp / 1_000 : (timestamp - startTime) / 1_000;
}

function formatX(value: number | null | undefined, x: CurveSettings["x"]): string {
  if (value === null || value === undefined) return "";
  if (x === "clock") return formatTime(value * 1_000);
  return x === "time" ? formatDuration(value * 1_000) : String(value);
}

/** uPlot needs increasing values: later points of the same step or time are moved by the smallest distance. */
function unique(sorted: readonly number[]): number[] {
  const moved: number[] = [];
  for (const value of sorted) {
    const last = moved.at(-1);
    moved.push(last !== undefined && value <= last ? last + Math.max(Math.abs(last), 1) * 1e-9 : value);
  }
  return moved;
}

function isDrawn(value: number, log: boolean): boolean {
  return Number.isFinite(value) && (!log || value > 0);
}

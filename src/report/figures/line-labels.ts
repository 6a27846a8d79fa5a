import type { Json, JsonObject } from "../../core/json.js";
import type { Figure } from "./figure.js";
import type { FigureOptions } from "./figure-options.js";
import { plainFigureText, shortLabel } from "./figure-text.js";
import { seriesColors } from "./palette.js";

const longestLabel = 26;
const rowHeight = 16;
/** Plotly's axis is this much longer than its values. */
const automaticRange = 1.12;

/**
 * A line chart with the name of each line at its end, in its colour; names of lines that end close together are spread.
 */
export function lineLabels({ data, layout, ...rest }: Figure, options: FigureOptions): Figure {
  const margin = layout.margin as JsonObject;
  // Below the plot are the ticks and the title of the axis.
  const height = Number(layout.height ?? 380) - Number(margin.t) - Number(margin.b) - 50;
  const isLog = options.y.scale === "log";
  const scale = (value: number): number => (isLog ? Math.log10(value) : value);
  const all = data.flatMap(({ y }) =>
    (y as readonly Json[]).filter((value): value is number => typeof value === "number"),
  );
  const low = scale(options.y.range?.[0] ?? all.reduce((least, value) => Math.min(least, value), Infinity));
  const high = scale(options.y.range?.[1] ?? all.reduce((most, value) => Math.max(most, value), -Infinity));
  const range = (high - low || 1) * (options.y.range === undefined ? automaticRange : 1);
  const perPixel = range / height;
  const ends = data.flatMap((trace, index) => {
    const value = (trace.y as readonly Json[]).findLast((found): found is number => typeof found === "number");
    return value === undefined ? [] : [{ index, value: scale(value), pixel: (scale(value) - low) / perPixel }];
  });
  const spread = spreadPixels(ends.map(({ pixel }) => pixel));
  const labels = ends.map(
    ({ index, value, pixel }, order): JsonObject => ({
      text: shortLabel(String(data[index]?.name ?? ""), longestLabel),
      showarrow: false,
      font: { size: 12, color: seriesColors[index % seriesColors.length] as string },
      xref: "paper",
      x: 1,
      xanchor: "left",
      xshift: 6,
      align: "left",
      yref: "y",
      y: value,
      yanchor: "middle",
      yshift: Math.round((spread[order] ?? pixel) - pixel),
    }),
  );
  const widest = labels.reduce((most, { text }) => Math.max(most, textWidth(plainFigureText(String(text)))), 0);
  const annotations = [...((layout.annotations as readonly Json[] | undefined) ?? []), ...labels];
  return {
    ...rest,
    data,
    layout: {
      ...layout,
      annotations,
      margin: { ...margin, r: Math.max(Number(margin.r), 16 + widest) },
    },
  };
}

/** Width in pixels of a label of 12 px. */
function textWidth(text: string): number {
  const wide = text.replace(/[^\p{Lu}&%@]/gu, "").length;
  return Math.round(7 * text.length + 2.2 * wide);
}

/** Positions moved apart so that neighbours are at least a row of text apart, with the least shift in all. */
function spreadPixels(pixels: readonly number[]): readonly number[] {
  const order = pixels.map((_, index) => index).sort((a, b) => (pixels[a] ?? 0) - (pixels[b] ?? 0));
  const groups: { indices: number[]; center: number }[] = [];
  for (const index of order) {
    groups.push({ indices: [index], center: pixels[index] ?? 0 });
    for (;;) {
      const [below, above] = [groups.at(-2), groups.at(-1)];
      if (below === undefined || above === undefined) break;
      const gap = ((below.indices.length + above.indices.length) * rowHeight) / 2;
      if (above.center - below.center >= gap) break;
      const indices = [...below.indices, ...above.indices];
      const center = indices.reduce((total, one) => total + (pixels[one] ?? 0), 0) / indices.length;
      groups.splice(-2, 2, { indices, center });
    }
  }
  const moved = [...pixels];
  for (const { indices, center } of groups) {
    for (const [rank, index] of indices.entries())
      moved[index] = center + (rank - (indices.length - 1) / 2) * rowHeight;
  }
  return moved;
}

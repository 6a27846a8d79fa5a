import type { JsonObject } from "../../core/json.js";
import { boxNumbers } from "./box-numbers.js";
import { checkSamples, type SampleSeries } from "./distribution-series.js";
import type { Figure } from "./figure.js";
import { figureLayout } from "./figure-layout.js";
import { checkFigureOptions, type FigureOptions } from "./figure-options.js";
import { figureText } from "./figure-text.js";
import { roundedNumbers } from "./figure-values.js";
import { seriesColors } from "./palette.js";

const gridSize = 64;

/**
 * Violin plots of samples: kernel density (Gaussian kernel, Silverman's bandwidth) between the min and the max
 * value, with the median and the quartiles. The figure contains 64 points per violin, not the rows.
 *
 * @example violinFigure({ name: "Mon", values: [1, 2, 2, 3] }, { title: "Most are 2", x: { label: "day" }, y: { label: "volume" } }).data.length // 2
 */
export function violinFigure(samples: SampleSeries | readonly SampleSeries[], options: FigureOptions): Figure {
  checkFigureOptions("violinFigure", options);
  const checked = checkSamples("violinFigure", samples);
  const data = checked.flatMap(({ name, values }, position) => violin(name, values, position));
  const layout = figureLayout(options, {
    xMore: {
      tickmode: "array",
      tickvals: checked.map((_, position) => position),
      ticktext: checked.map(({ name }) => figureText(name)),
      range: [-0.6, checked.length - 0.4],
    },
    more: { hovermode: "closest" },
  });
  return { kind: "figure", data, layout };
}

/** The outline of a violin, and a line with its quartiles and its median. */
function violin(name: string, values: readonly number[], position: number): readonly JsonObject[] {
  const { lower, median, upper } = boxNumbers(values);
  const { at, density } = kernelDensity(values);
  const widest = density.reduce((most, value) => Math.max(most, value), 0) || 1;
  const half = density.map((value) => (0.42 * value) / widest);
  const color = seriesColors[position % seriesColors.length] as string;
  const right = half.map((width) => position + width);
  const left = half.map((width) => position - width).reverse();
  const [q1, middle, q3] = roundedNumbers([lower, median, upper]);
  return [
    {
      type: "scatter",
      mode: "lines",
      name: figureText(name),
      x: roundedNumbers([...right, ...left]),
      y: roundedNumbers([...at, ...[...at].reverse()]),
      fill: "toself",
      line: { width: 1.5, color },
      hoverinfo: "skip",
      showlegend: false,
    },
    {
      type: "scatter",
      mode: "lines+markers",
      x: [position, position, position],
      y: [q1 ?? null, middle ?? null, q3 ?? null],
      line: { width: 5, color },
      marker: { size: [1, 9, 1], color, line: { width: 1.5, color: "#ffffff" } },
      text: ["lower quartile", "median", "upper quartile"],
      hovertemplate: `%{text}<br><b>%{y}</b><extra>${figureText(name)}</extra>`,
      showlegend: false,
    },
  ];
}

/** Density on an even grid from the min to the max. */
function kernelDensity(values: readonly number[]): {
  readonly at: readonly number[];
  readonly density: readonly number[];
} {
  const sorted = Float64Array.from(values).sort();
  const [low = 0, high = 0] = [sorted[0], sorted.at(-1)];
  const mean = sorted.reduce((total, value) => total + value / sorted.length, 0);
  const deviation = Math.sqrt(sorted.reduce((total, value) => total + (value - mean) ** 2 / sorted.length, 0));
  const { lower, upper } = boxNumbers(values);
  const spread = Math.min(deviation, (upper - lower) / 1.34 || deviation);
  const bandwidth = 0.9 * spread * sorted.length ** -0.2;
  const at = Array.from({ length: gridSize }, (_, index) => low + ((high - low) * index) / (gridSize - 1));
  if (!(bandwidth > 0)) return { at: [low, low], density: [1, 1] };
  // Counts on a fine grid first, so that the time does not grow with rows times grid.
  const bins = new Float64Array(512);
  const width = (high - low) / (bins.length - 1);
  for (const value of sorted) {
    const bin = Math.round((value - low) / width);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const density = at.map((x) =>
    bins.reduce((total, count, bin) => {
      const distance = (x - (low + bin * width)) / bandwidth;
      return count === 0 || Math.abs(distance) > 6 ? total : total + count * Math.exp(-0.5 * distance * distance);
    }, 0),
  );
  return { at, density };
}

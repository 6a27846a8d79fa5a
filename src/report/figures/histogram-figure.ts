import { ArgumentError } from "../../core/errors.js";
import type { JsonObject } from "../../core/json.js";
import type { Figure } from "./figure.js";
import { figureLayout } from "./figure-layout.js";
import { type Axis, checkFigureOptions, type FigureOptions } from "./figure-options.js";
import { figureText } from "./figure-text.js";
import { roundedNumbers } from "./figure-values.js";
import { histogramBins } from "./histogram-bins.js";

/** A sample of a `histogramFigure`. */
export interface HistogramSeries {
  /** Shown in the legend; required for two or more. */
  readonly name?: string | undefined;
  /** NaN is left out. */
  readonly values: readonly number[] | Float64Array | Float32Array | Int32Array;
}

/** Options of `histogramFigure`. */
export interface HistogramOptions extends Omit<FigureOptions, "y"> {
  /** Default: rows, or the share of rows in per cent. */
  readonly y?: Axis | undefined;
  /** About how many bins; edges are round numbers. Default: by the spread of the values. */
  readonly bins?: number | undefined;
  /**
   * "count" of rows, or "share" of each sample in per cent, which makes samples of different size comparable. Default:
   * count, share for several.
   */
  readonly measure?: "count" | "share" | undefined;
}

/**
 * A histogram. The figure contains only counts per bin, not the rows, so its size does not depend on the number of
 * rows.
 *
 * @example histogramFigure({ values: [1, 1, 2] }, { title: "Most are low", x: { label: "clouds", unit: "%" }, bins: 2 }).data.length // 1
 */
export function histogramFigure(
  series: HistogramSeries | readonly HistogramSeries[],
  options: HistogramOptions,
): Figure {
  const list = Array.isArray(series) ? (series as readonly HistogramSeries[]) : [series as HistogramSeries];
  const measure = options?.measure ?? (list.length > 1 ? "share" : "count");
  const full = {
    ...options,
    y: options?.y ?? (measure === "count" ? { label: "rows" } : { label: "share of rows", unit: "%" }),
  };
  checkFigureOptions("histogramFigure", full);
  if (list.length === 0)
    throw new ArgumentError(
      "histogramFigure: expected at least one series, got an empty array; pass { values } of one series or more",
    );
  for (const [index, { name, values }] of list.entries()) {
    if (values === undefined || (!Array.isArray(values) && !ArrayBuffer.isView(values))) {
      throw new ArgumentError(
        `histogramFigure: series ${index + 1}: expected values as an array of numbers, got ${typeof values}; pass { values: [1, 2] }`,
      );
    }
    if (list.length > 1 && (name ?? "") === "") {
      throw new ArgumentError(
        `histogramFigure: series ${index + 1} of ${list.length} has no name; add name: "…" for the legend`,
      );
    }
  }
  const { edges, counts } = histogramBins(
    list.map(({ values }) => values),
    options.bins,
  );
  const width = (edges[1] ?? 1) - (edges[0] ?? 0);
  const data = list.map(({ name }, index): JsonObject => {
    const perBin = counts[index] ?? [];
    const total = perBin.reduce((sum, count) => sum + count, 0);
    const heights = measure === "count" ? perBin : perBin.map((count) => (total === 0 ? 0 : (100 * count) / total));
    return {
      type: "bar",
      ...(name === undefined ? {} : { name: figureText(name) }),
      x: roundedNumbers(edges.slice(0, -1).map((edge) => edge + width / 2)),
      y: roundedNumbers(heights),
      width: roundedNumbers([width])[0] ?? 1,
      customdata: edges.slice(0, -1).map((edge, bin) => `${edge} to ${edges[bin + 1]}`),
      opacity: list.length > 1 ? 0.6 : 1,
      marker: { line: { width: 0.5, color: "rgba(128,134,142,0.5)" } },
      hovertemplate: `%{customdata}<br><b>%{y}</b><extra>${figureText(name ?? "")}</extra>`,
    };
  });
  const layout = figureLayout(full, {
    legend: list.map(({ name }) => name ?? ""),
    more: { barmode: "overlay", bargap: 0, hovermode: "closest" },
  });
  return { kind: "figure", data, layout };
}

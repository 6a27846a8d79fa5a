import type { JsonObject } from "../../core/json.js";
import { boxNumbers } from "./box-numbers.js";
import { checkSamples, type SampleSeries } from "./distribution-series.js";
import type { Figure } from "./figure.js";
import { figureLayout } from "./figure-layout.js";
import { checkFigureOptions, type FigureOptions } from "./figure-options.js";
import { figureText, shortLabel } from "./figure-text.js";
import { roundedNumbers } from "./figure-values.js";

const mostOutliers = 200;
const longestLabel = 28;

/**
 * Box plots of samples: quartiles, whiskers within 1.5 interquartile ranges (Tukey), and at most 200 values outside per
 * sample. The figure contains these numbers, not the rows.
 *
 * @example boxFigure({ name: "Mon", values: [1, 2, 3, 4, 100] }, { title: "One outlier", x: { label: "day" }, y: { label: "volume" } }).data[0]?.median // [3]
 */
export function boxFigure(samples: SampleSeries | readonly SampleSeries[], options: FigureOptions): Figure {
  checkFigureOptions("boxFigure", options);
  const checked = checkSamples("boxFigure", samples);
  let cut = false;
  const data = checked.map(({ name, values }): JsonObject => {
    const box = boxNumbers(values);
    if (box.outliers.length > mostOutliers) cut = true;
    const one = (value: number): readonly (number | null)[] => roundedNumbers([value]);
    return {
      type: "box",
      name: figureText(name),
      x: [figureText(name)],
      q1: one(box.lower),
      median: one(box.median),
      q3: one(box.upper),
      lowerfence: one(box.lowerFence),
      upperfence: one(box.upperFence),
      mean: one(box.mean),
      y: [thin(box.outliers)],
      boxpoints: "all",
      pointpos: 0,
      jitter: 0.3,
      marker: { size: 4, opacity: 0.6 },
      showlegend: false,
    };
  });
  const names = checked.map(({ name }) => figureText(name));
  const layout = figureLayout(options, {
    xKind: "category",
    ...(cut ? { remark: `${mostOutliers} of the values outside are drawn per box` } : {}),
    xMore: names.some((name) => name.length > longestLabel)
      ? { tickmode: "array", tickvals: names, ticktext: names.map((name) => shortLabel(name, longestLabel)) }
      : {},
    more: { hovermode: "closest" },
  });
  return { kind: "figure", data, layout };
}

/** Evenly chosen values, min and max among them. */
function thin(sorted: readonly number[]): readonly (number | null)[] {
  const step = (sorted.length - 1) / (mostOutliers - 1);
  const chosen =
    sorted.length <= mostOutliers
      ? sorted
      : Array.from({ length: mostOutliers }, (_, index) => sorted[Math.round(index * step)] ?? Number.NaN);
  return roundedNumbers(chosen);
}

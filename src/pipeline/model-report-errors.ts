import { calibrationBins } from "../models/metrics/calibration-bins.js";
import { confusionMatrix } from "../models/metrics/confusion-matrix.js";
import type { Figure } from "../report/figures/figure.js";
import { histogramFigure } from "../report/figures/histogram-figure.js";
import { lineFigure } from "../report/figures/line-figure.js";
import { scatterFigure } from "../report/figures/scatter-figure.js";
import type { PagePart, PageSection } from "../report/page/page.js";
import { likeliest } from "./model-output.js";
import { residualSummary } from "./residual-summary.js";

const heading = "Where it fails";

/** Residuals of predicted numbers: against the prediction, their histogram, and by the size of the prediction. */
export function residualSection(
  actual: Float64Array,
  predicted: Float64Array,
  label: string,
  unit: string | undefined,
): PageSection {
  const { residuals, bias, quantiles, bands } = residualSummary(actual, predicted);
  const axis = (name: string) => ({ label: name, unit });
  const rounded = (value: number): string => String(Number(value.toPrecision(3)));
  const suffix = unit === undefined ? "" : ` ${unit}`;
  const x = bands.map((band) => band.predicted);
  const figures: readonly Figure[] = [
    scatterFigure(
      { x: predicted, y: actual },
      { title: "Actual against predicted", x: axis(`predicted ${label}`), y: axis(`actual ${label}`), diagonal: true },
    ),
    histogramFigure(
      { values: residuals },
      {
        title: `90 % of the residuals are between ${rounded(quantiles[0])} and ${rounded(quantiles[4])}`,
        x: axis("actual - predicted"),
      },
    ),
    lineFigure(
      [
        { name: "mean", x, y: bands.map((band) => band.mean) },
        { name: "lower quartile", x, y: bands.map((band) => band.lowerQuartile), dash: "dot" },
        { name: "upper quartile", x, y: bands.map((band) => band.upperQuartile), dash: "dot" },
      ],
      { title: "Residuals by size of the prediction", x: axis(`predicted ${label}`), y: axis("actual - predicted") },
    ),
  ];
  return {
    heading,
    body: [
      {
        kind: "text",
        text: `Predictions are too ${bias > 0 ? "low" : "high"} by ${rounded(Math.abs(bias))}${suffix} on average.`,
      },
      ...figures.map((figure): PagePart => ({ kind: "figure", figure })),
    ],
  };
}

/** Predicted probabilities of the second of two classes against the share that came true, and the confusion matrix. */
export function calibrationSection(actual: Float64Array, probability: Float64Array): PageSection {
  const bins = calibrationBins(actual, probability, { cut: "quantile" });
  const figure = lineFigure(
    [
      { name: "model", x: bins.map((bin) => bin.predicted), y: bins.map((bin) => bin.actual), points: true },
      { name: "perfect", x: [0, 1], y: [0, 1], dash: "dot", points: false },
    ],
    {
      title: "Calibration of the probabilities",
      x: { label: "predicted probability of the second class" },
      y: { label: "share of the second class" },
    },
  );
  const note = "Rows in ten groups of about equal size, by predicted probability.";
  const predicted = probability.map((value) => (value > 0.5 ? 1 : 0));
  return {
    heading,
    body: [{ kind: "figure", figure, note }, confusionPart(actual, predicted, ["0", "1"], "at probability 0.5")],
  };
}

/** The confusion matrix of many classes. */
export function confusionSection(
  actual: Float64Array,
  probabilities: readonly Float64Array[],
  classes: readonly number[],
  labels: readonly string[] | undefined,
): PageSection {
  const names = classes.map((value) => labels?.[value] ?? String(value));
  return { heading, body: [confusionPart(actual, likeliest(probabilities, 0.5), names, "most probable")] };
}

function confusionPart(
  actual: Float64Array,
  predicted: Float64Array,
  names: readonly string[],
  rule: string,
): PagePart {
  const { classes, counts } = confusionMatrix(actual, predicted);
  const count = (own: number, other: number): number => counts[classes.indexOf(own)]?.[classes.indexOf(other)] ?? 0;
  return {
    kind: "table",
    table: {
      caption: `Rows by actual class (down) and predicted class (across), ${rule}`,
      columns: ["actual", ...names.map((name) => `predicted ${name}`)],
      rows: names.map((name, own) => [name, ...names.map((_, other) => count(own, other))]),
    },
  };
}

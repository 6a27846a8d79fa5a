import { ArgumentError } from "../core/errors.js";
import { calibrationBins } from "../models/metrics/calibration-bins.js";
import type { Figure } from "../report/figures/figure.js";
import { histogramFigure } from "../report/figures/histogram-figure.js";
import { importanceFigure } from "../report/figures/importance-figure.js";
import { lineFigure } from "../report/figures/line-figure.js";
import { scatterFigure } from "../report/figures/scatter-figure.js";
import type { Page, PagePart, PageSection } from "../report/page/page.js";
import type { Columns } from "../table/columns.js";
import { getNumbers } from "../table/get-numbers.js";
import { takeRows } from "../table/take-rows.js";
import { takeValues } from "../table/take-values.js";
import type { Comparison } from "./compare-with-baselines.js";
import type { FittedPipeline } from "./fitted-pipeline.js";
import { classScores, comparisonParts, numberScores } from "./model-report-scores.js";
import { partialDependence } from "./partial-dependence.js";
import { type PermutationShare, permutationImportance } from "./permutation-importance.js";
import { residualSummary } from "./residual-summary.js";

export interface ModelReportOptions {
  readonly title: string;
  /** Rows that the model did not learn from. */
  readonly columns: Columns;
  /** One value per row, or the name of its column. */
  readonly target: Float64Array | string;
  /** What the target is, as axes call it. Default: "target". */
  readonly targetLabel?: string;
  /** Its unit. Default: none. */
  readonly unit?: string;
  /** Baselines beside the model, from `compareWithBaselines`. Default: the mean of the rows measured stands in, with a remark. */
  readonly comparison?: Comparison;
  /** Sentences that the reader must see, such as from `shuffledDatesWarning`. The pipeline's own are always there. */
  readonly warnings?: readonly string[];
  /** How many columns get a line of partial dependence. Default: 4. */
  readonly dependences?: number;
  /** Rows that permutation and dependence look at, the first of them. Default: 2000. */
  readonly mostRows?: number;
  /** Seed of the shuffling. Default: 0. */
  readonly seed?: number;
}

/**
 * A page about a fitted pipeline, as data for `renderPage` or `show`: errors beside the naive prediction, what the inputs bring, where it is
 * wrong, and how predictions follow the main inputs. With a target of the classes 0 and 1 it shows how the classes are told apart.
 */
export function modelReport(fitted: FittedPipeline, options: ModelReportOptions): Page {
  const { columns, target, comparison, warnings = [], dependences = 4, mostRows = 2000, seed = 0 } = options;
  if (columns.rowCount < 2) throw new ArgumentError(`modelReport: at least 2 rows are needed, got ${columns.rowCount}`);
  const actual = typeof target === "string" ? getNumbers(columns, target, "modelReport") : target;
  const classes = fitted.model.classes ?? [];
  const twoClasses = classes.length === 2 && classes[0] === 0 && classes[1] === 1;
  if (classes.length > 0 && !twoClasses) {
    throw new ArgumentError(
      `modelReport: tells of numbers, or of the classes 0 and 1; the target has classes ${classes.join(", ")}`,
    );
  }
  const predicted = twoClasses ? fitted.probability(columns) : fitted.predict(columns);
  const some = firstRows(columns, actual, mostRows);
  const shares = permutationImportance(fitted, {
    columns: some.columns,
    target: some.actual,
    onProbability: twoClasses,
    repeats: 3,
    seed,
  });
  const remarks = [...warnings, ...(comparison?.warnings ?? []), ...fitted.warnings];
  return {
    kind: "page",
    title: options.title,
    subtitle: `Measured on ${columns.rowCount.toLocaleString("en-US")} rows that the model did not learn from.`,
    sections: [
      {
        heading: "How good it is",
        body: [
          ...(twoClasses ? classScores(actual, predicted) : numberScores(actual, predicted, options)),
          ...(comparison === undefined ? [] : comparisonParts(comparison)),
          ...remarks.map((markdown): PagePart => ({ kind: "callout", tone: "warning", markdown })),
        ],
      },
      importanceSection(fitted, shares, twoClasses, options),
      twoClasses ? calibrationSection(actual, predicted) : residualSection(actual, predicted, options),
      ...dependenceSection(fitted, some.columns, shares.slice(0, dependences), twoClasses, options),
    ],
  };
}

function firstRows(columns: Columns, actual: Float64Array, most: number): { columns: Columns; actual: Float64Array } {
  if (columns.rowCount <= most) return { columns, actual };
  // Every n-th row, so that a table in time order is seen from end to end.
  const step = Math.ceil(columns.rowCount / most);
  const rows = Int32Array.from({ length: Math.floor((columns.rowCount - 1) / step) + 1 }, (_, place) => place * step);
  return { columns: takeRows(columns, rows), actual: takeValues(actual, rows) };
}

function importanceSection(
  fitted: FittedPipeline,
  shares: readonly PermutationShare[],
  twoClasses: boolean,
  { unit }: ModelReportOptions,
): PageSection {
  const [first] = shares;
  const gain = fitted.importance();
  const figure = importanceFigure(new Map(shares.map(({ name, loss }) => [name, Math.max(loss, 0)])), {
    title: first === undefined ? "No input" : `Without ${first.name} predictions suffer most`,
    measure: { label: "growth of RMSE when shuffled", ...(!twoClasses && unit !== undefined && { unit }) },
  });
  return {
    heading: "What the inputs bring",
    body: [
      {
        kind: "figure",
        figure,
        note: "Each input column shuffled among the rows, three times; longer bars matter more.",
      },
      ...(gain.size === 0
        ? []
        : [
            {
              kind: "figure",
              figure: importanceFigure(gain, { title: "Share of each feature within the model" }),
            } as const,
          ]),
    ],
  };
}

function residualSection(
  actual: Float64Array,
  predicted: Float64Array,
  { targetLabel = "target", unit }: ModelReportOptions,
): PageSection {
  const { residuals, bias, quantiles, bands } = residualSummary(actual, predicted);
  const axis = (label: string) => ({ label, ...(unit !== undefined && { unit }) });
  const shown = (value: number): string => String(Number(value.toPrecision(3)));
  const direction = bias > 0 ? "too low" : "too high";
  const figures: readonly Figure[] = [
    scatterFigure(
      { x: predicted, y: actual },
      {
        title: "Actual beside predicted",
        x: axis(`predicted ${targetLabel}`),
        y: axis(`actual ${targetLabel}`),
        diagonal: true,
      },
    ),
    histogramFigure(
      { values: residuals },
      {
        title: `Nine in ten residuals lie between ${shown(quantiles[0])} and ${shown(quantiles[4])}`,
        x: axis("actual - predicted"),
      },
    ),
    lineFigure(
      [
        { name: "mean", x: bands.map((band) => band.predicted), y: bands.map((band) => band.mean) },
        {
          name: "quarter below",
          x: bands.map((band) => band.predicted),
          y: bands.map((band) => band.lowerQuartile),
          dash: "dot",
        },
        {
          name: "quarter above",
          x: bands.map((band) => band.predicted),
          y: bands.map((band) => band.upperQuartile),
          dash: "dot",
        },
      ],
      {
        title: "Residuals by size of the prediction",
        x: axis(`predicted ${targetLabel}`),
        y: axis("actual - predicted"),
      },
    ),
  ];
  return {
    heading: "Where it is wrong",
    body: [
      {
        kind: "text",
        text: `On the whole predictions are ${direction} by ${shown(Math.abs(bias))}${unit === undefined ? "" : ` ${unit}`}.`,
      },
      ...figures.map((figure): PagePart => ({ kind: "figure", figure })),
    ],
  };
}

function calibrationSection(actual: Float64Array, predicted: Float64Array): PageSection {
  const bins = calibrationBins(actual, predicted, { cut: "quantile", allowClasses: true });
  const figure = lineFigure(
    [
      { name: "model", x: bins.map((bin) => bin.predicted), y: bins.map((bin) => bin.actual), points: true },
      { name: "perfect", x: [0, 1], y: [0, 1], dash: "dot", points: false },
    ],
    {
      title: "Do probabilities mean what they say?",
      x: { label: "predicted probability of class 1" },
      y: { label: "share of class 1" },
    },
  );
  return {
    heading: "Where it is wrong",
    body: [{ kind: "figure", figure, note: "Rows in ten groups of about equal size, by predicted probability." }],
  };
}

function dependenceSection(
  fitted: FittedPipeline,
  columns: Columns,
  shares: readonly PermutationShare[],
  onProbability: boolean,
  { targetLabel = "target", unit }: ModelReportOptions,
): readonly PageSection[] {
  if (shares.length === 0) return [];
  const answer = onProbability
    ? { label: "probability of class 1" }
    : { label: `predicted ${targetLabel}`, ...(unit !== undefined && { unit }) };
  const body = shares.map(({ name }): PagePart => {
    const kind = fitted.inputs.find((input) => input.name === name)?.kind;
    const { values, mean } = partialDependence(fitted, { columns, column: name, onProbability });
    const x = kind === "time" ? (values as readonly number[]).map((time) => new Date(time)) : values;
    return {
      kind: "figure",
      figure: lineFigure(
        { x, y: mean },
        { title: `Mean prediction as ${name} changes`, x: { label: name }, y: answer },
      ),
    };
  });
  return [{ heading: "How predictions follow the inputs", body }];
}

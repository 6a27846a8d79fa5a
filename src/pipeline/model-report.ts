import { ArgumentError } from "../core/errors.js";
import { mapIntegers } from "../core/map-numbers.js";
import { reportWork } from "../core/report-work.js";
import { importanceFigure } from "../report/figures/importance-figure.js";
import { lineFigure } from "../report/figures/line-figure.js";
import type { Page, PagePart, PageSection } from "../report/page/page.js";
import type { TableSource } from "../table/frame-like.js";
import { takeRows } from "../table/take-rows.js";
import { columnsFor } from "../table/to-columns.js";
import { evaluate } from "./evaluate.js";
import type { FittedPipeline } from "./fitted-pipeline.js";
import { defaultMetric } from "./metric-definition.js";
import { classPositions, getTask } from "./model-output.js";
import { calibrationSection, confusionSection, residualSection } from "./model-report-errors.js";
import { scoreParts } from "./model-report-scores.js";
import { partialDependence } from "./partial-dependence.js";
import { knownTarget, type PermutationShare, permutationImportance } from "./permutation-importance.js";
import { readTarget } from "./target-column.js";

/** What a report shows. */
export interface ModelReportOptions {
  readonly title: string;
  /** Rows that the model did not learn from, a Polars frame or columns. */
  readonly table: TableSource;
  /**
   * One value per row, or the name of its column.
   * @default the target that the pipeline was fitted on
   */
  readonly target?: Float64Array | string | undefined;
  /**
   * The target as axes call it.
   * @default its name
   */
  readonly targetLabel?: string | undefined;
  /**
   * Its unit.
   * @default that of the pipeline's schema
   */
  readonly unit?: string | undefined;
  /**
   * Fitted baselines and other models to compare with; the training mean, or the shares of the classes, is always
   * there.
   * @default none
   */
  readonly baselines?: Readonly<Record<string, FittedPipeline>> | undefined;
  /**
   * Sentences that the reader must see, such as from `shuffledDatesWarning`. The pipeline's warnings are always there.
   */
  readonly warnings?: readonly string[] | undefined;
  /**
   * How many columns get a line of partial dependence.
   * @default 4
   */
  readonly dependences?: number | undefined;
  /**
   * Maximum number of rows for importance and dependence, evenly spaced.
   * @default 2000
   */
  readonly maxRows?: number | undefined;
  /**
   * Seed of the shuffling.
   * @default 0
   */
  readonly seed?: number | undefined;
}

/**
 * A page about a fitted pipeline, as data for `renderPage` or `show`: scores next to the baselines, importance of the
 * inputs, where it fails, and how predictions follow the main inputs.
 *
 * @throws ArgumentError for fewer than 2 rows.
 * @example show(modelReport(fitted, { title: "Traffic volume", table: test, baselines: { hourMean } }))
 */
export function modelReport(fitted: FittedPipeline, options: ModelReportOptions): Page {
  const caller = "modelReport";
  const { baselines = {}, warnings = [], dependences = 4, maxRows = 2000, seed = 0 } = options;
  const columns = columnsFor(caller, options.table);
  if (columns.rowCount < 2)
    throw new ArgumentError(`${caller}: at least 2 rows are needed, got ${columns.rowCount}; give more rows`);
  const target = options.target ?? knownTarget(caller, fitted);
  const labels = fitted.target?.labels;
  const task = getTask([fitted.model], labels);
  const { name, values } = readTarget(caller, columns, target, labels);
  const evaluation = evaluate({ ...baselines, "this model": fitted }, columns, { target });
  const step = Math.max(1, Math.ceil(columns.rowCount / maxRows));
  const rows = mapIntegers({ length: Math.ceil(columns.rowCount / step) }, (_, index) => index * step);
  const sample = takeRows(columns, rows);
  const sampleTarget = values.filter((_, row) => row % step === 0);
  const shares = permutationImportance(fitted, {
    table: sample,
    target: sampleTarget,
    repeats: 3,
    seed,
  });
  const unit = options.unit ?? fitted.target?.unit;
  const label = options.targetLabel ?? name ?? "target";
  const actual = task.task === "regression" ? values : classPositions(caller, values, task.classes);
  const errors =
    task.task === "regression"
      ? residualSection(values, fitted.predict(columns), label, unit)
      : task.task === "two classes"
        ? calibrationSection(actual, fitted.probabilities(columns)[1] ?? new Float64Array(0))
        : confusionSection(actual, fitted.probabilities(columns), task.classes, labels);
  const page: Page = {
    kind: "page",
    title: options.title,
    subtitle: `Measured on ${columns.rowCount.toLocaleString("en-US")} rows that the model did not learn from.`,
    sections: [
      {
        heading: "Accuracy",
        body: [
          ...scoreParts(evaluation),
          ...[...warnings, ...evaluation.warnings, ...fitted.warnings].map(
            (text): PagePart => ({ kind: "callout", tone: "warning", text }),
          ),
        ],
      },
      importanceSection(fitted, shares, defaultMetric(task.task)),
      errors,
      ...dependenceSection(
        fitted,
        sample,
        task.task === "many classes" ? [] : shares.slice(0, dependences),
        label,
        unit,
      ),
    ],
  };
  const all = evaluation.rows.filter(({ group }) => group === "all");
  const scores = all.flatMap(({ name: model, metrics }) =>
    Object.entries(metrics).map(([key, value]) => [model === "this model" ? key : `${model}.${key}`, value] as const),
  );
  reportWork(() => ({
    caller,
    prefix: "model_report",
    params: { title: options.title, model: fitted.model.kind, target: name, rows: columns.rowCount, seed },
    metrics: Object.fromEntries(scores),
    page,
  }));
  return page;
}

function importanceSection(fitted: FittedPipeline, shares: readonly PermutationShare[], metric: string): PageSection {
  const [first] = shares;
  if (first === undefined) return { heading: "Importance of the inputs", body: [] };
  const gain = fitted.importance();
  const figure = importanceFigure(new Map(shares.map(({ name, loss }) => [name, Math.max(loss, 0)])), {
    title: `Predictions depend on ${first.name} most`,
    measure: { label: `loss of ${metric} when shuffled` },
  });
  const note = "Each input column shuffled among the rows, three times; longer bars matter more.";
  const parts: readonly PagePart[] = [{ kind: "figure", figure, note }];
  if (gain.size === 0) return { heading: "Importance of the inputs", body: parts };
  const ofFeatures = importanceFigure(gain, { title: "Share of each feature within the model" });
  return { heading: "Importance of the inputs", body: [...parts, { kind: "figure", figure: ofFeatures }] };
}

function dependenceSection(
  fitted: FittedPipeline,
  table: TableSource,
  shares: readonly PermutationShare[],
  label: string,
  unit: string | undefined,
): readonly PageSection[] {
  if (shares.length === 0) return [];
  const isClassifier = (fitted.model.classes?.length ?? 0) > 0;
  const second = fitted.target?.labels?.[1] ?? "1";
  const y = isClassifier ? { label: `probability of ${second}` } : { label: `predicted ${label}`, unit };
  const body = shares.map(({ name }): PagePart => {
    const input = fitted.inputs.find((own) => own.name === name);
    const { values, mean } = partialDependence(fitted, { table, column: name });
    const x = input?.kind === "time" ? (values as readonly number[]).map((time) => new Date(time)) : values;
    const axis = { label: name, unit: input?.unit };
    return {
      kind: "figure",
      figure: lineFigure({ x, y: mean }, { title: `Mean prediction as ${name} changes`, x: axis, y }),
    };
  });
  return [{ heading: "How predictions follow the inputs", body }];
}

import type { CrossValidation } from "../pipeline/cross-validate.js";
import type { Evaluation } from "../pipeline/evaluate.js";
import type { Tuning } from "../pipeline/tune-pipeline.js";
import type { Callout, PagePart } from "../report/page/page.js";

/** How `modelVerdict` says that no model is better than the best baseline. */
const isBehind = /no better than the baseline/;

/** The parts of a page for an evaluation: the verdict and one row per model and group. */
export function evaluationParts(evaluation: Evaluation): readonly PagePart[] {
  const { rows, metrics, verdict, warnings, unit } = evaluation;
  const groups = new Set(rows.map(({ group }) => group));
  const grouped = groups.size > 1;
  return [
    verdictPart(verdict),
    ...warningPart(warnings),
    {
      kind: "table",
      table: {
        columns: [
          "",
          ...(grouped ? ["group"] : []),
          { name: "rows", decimals: 0 },
          ...metrics.map((name) => ({ name: metricTitle(name, unit), decimals: 3 })),
        ],
        rows: rows.map((row) => [
          row.kind === "baseline" ? `${row.name} (baseline)` : row.name,
          ...(grouped ? [row.group] : []),
          row.rowCount,
          ...metrics.map((name) => row.metrics[name] ?? null),
        ]),
      },
    },
  ];
}

/** The parts of a page for a search of a pipeline: the verdict, the scores over the folds, the best settings. */
export function tuningParts(tuning: Tuning<object>): readonly PagePart[] {
  const { scores, verdict, warnings, best, metric, study } = tuning;
  const names = Object.keys(scores[0]?.metrics ?? {});
  return [
    verdictPart(verdict),
    ...warningPart(warnings),
    {
      kind: "table",
      table: {
        caption: `${study.trials.length} trials, searched by ${metric}; mean over the folds`,
        columns: ["", ...names.map((name) => ({ name: metricTitle(name), decimals: 3 }))],
        rows: scores.map((row) => [
          row.kind === "baseline" ? `${row.name} (baseline)` : row.name,
          ...names.map((name) => row.metrics[name] ?? null),
        ]),
      },
    },
    {
      kind: "table",
      table: {
        caption: "Best settings",
        columns: ["parameter", "value"],
        rows: Object.entries(best).map(([name, value]) => [
          name,
          typeof value === "number" ? String(Number(value.toPrecision(4))) : String(value),
        ]),
      },
    },
  ];
}

/** The parts of a page for cross-validation: one row per fold, then mean and deviation. */
export function crossValidationParts({ folds, mean, deviation, warnings }: CrossValidation): readonly PagePart[] {
  const names = Object.keys(mean);
  const row = (label: string, values: Readonly<Record<string, number>>, counts: readonly (number | null)[]) => [
    label,
    ...counts,
    ...names.map((name) => values[name] ?? null),
  ];
  return [
    ...warningPart(warnings),
    {
      kind: "table",
      table: {
        columns: [
          "fold",
          { name: "training rows", decimals: 0 },
          { name: "test rows", decimals: 0 },
          ...names.map((name) => ({ name: metricTitle(name), decimals: 3 })),
        ],
        rows: [
          ...folds.map((fold, index) => row(String(index + 1), fold.metrics, [fold.trainRows, fold.testRows])),
          row("mean", mean, [null, null]),
          row("standard deviation", deviation, [null, null]),
        ],
      },
    },
  ];
}

function verdictPart(verdict: string): Callout {
  return { kind: "callout", tone: isBehind.test(verdict) ? "warning" : "good", title: "Verdict", text: verdict };
}

function warningPart(warnings: readonly string[]): readonly PagePart[] {
  return warnings.length === 0 ? [] : [{ kind: "callout", tone: "warning", text: warnings }];
}

const titles: Readonly<Record<string, string>> = {
  rmse: "RMSE",
  meanAbsoluteError: "mean absolute error",
  r2: "R2",
  rocAuc: "ROC AUC",
  averagePrecision: "average precision",
  f1: "F1",
  logLoss: "log loss",
  brierScore: "Brier score",
  matthewsCorrelation: "Matthews correlation",
};

function metricTitle(name: string, unit?: string): string {
  const title = titles[name] ?? name;
  return unit !== undefined && (name === "rmse" || name === "meanAbsoluteError") ? `${title} (${unit})` : title;
}

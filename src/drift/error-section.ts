import type { PageSection } from "../report/page/page.js";
import type { DriftReportOptions } from "./drift-report.js";
import type { ErrorOverTime } from "./error-over-time.js";
import { windowLinesHtml } from "./window-lines-html.js";

/** The section of a drift report that shows a model's error window by window. */
export function errorSection(errors: ErrorOverTime, { errorUnit, referenceRmse }: DriftReportOptions): PageSection {
  const { windows, overall } = errors;
  const unit = errorUnit === undefined ? "" : ` ${errorUnit}`;
  const html = windowLinesHtml(
    [
      { name: "RMSE", values: windows.map(({ rmse }) => rmse) },
      { name: "mean absolute", values: windows.map(({ mae }) => mae) },
    ],
    {
      label: "Error of the model over time",
      windows: windows.map(({ label }) => label),
      axis: errorUnit === undefined ? "error" : `error (${errorUnit})`,
      format: rounded,
      limit:
        referenceRmse === undefined
          ? undefined
          : { value: referenceRmse, name: `RMSE on the reference, ${rounded(referenceRmse)}` },
    },
  );
  return {
    heading: "Error over time",
    body: [
      { kind: "text", text: sentence(errors, unit, overall.count) },
      { kind: "html", html },
    ],
  };
}

function sentence({ windows, overall, windowDays, by }: ErrorOverTime, unit: string, rows: number): string {
  if (overall.rmse === null || overall.mae === null || overall.meanError === null)
    return "No row has both a target and a prediction.";
  const worst = [...windows].sort((a, b) => (b.rmse ?? -1) - (a.rmse ?? -1))[0];
  const bias = overall.meanError > 0 ? "too high" : "too low";
  return [
    `Over all ${rows.toLocaleString("en-US")} rows the root mean squared error is ${rounded(overall.rmse)}${unit}, the mean absolute error ${rounded(overall.mae)}${unit};`,
    ` on average the prediction is ${rounded(Math.abs(overall.meanError))}${unit} ${bias}.`,
    worst?.rmse == null
      ? ""
      : ` The worst ${by ?? `window of ${windowDays} days`} begins on ${worst.label}: ${rounded(worst.rmse)}${unit}.`,
  ].join("");
}

function rounded(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toPrecision(3)));
}

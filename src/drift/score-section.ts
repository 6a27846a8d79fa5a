import type { PageSection } from "../report/page/page.js";
import type { DriftReportOptions } from "./drift-report.js";
import type { ScoreOverTime } from "./score-over-time.js";
import { windowLinesHtml } from "./window-lines-html.js";

/** The section of a drift report that shows a metric of a model window by window. */
export function scoreSection(
  { metric, better, windows, scores, overall }: ScoreOverTime,
  { referenceScore }: DriftReportOptions,
): PageSection {
  const known = scores.flatMap((score, index) =>
    score === null ? [] : [{ score, label: windows[index]?.label ?? "" }],
  );
  const worst = known.toSorted((a, b) => (better === "higher" ? a.score - b.score : b.score - a.score))[0];
  const sentences = [
    overall === null
      ? `${metric} cannot be computed over all rows.`
      : `Over all rows ${metric} is ${rounded(overall)}.`,
    worst === undefined ? "" : ` The worst window begins on ${worst.label}: ${rounded(worst.score)}.`,
    referenceScore === undefined ? "" : ` On the reference it is ${rounded(referenceScore)}.`,
  ];
  const html = windowLinesHtml([{ name: metric, values: scores }], {
    label: `${metric} of the model over time`,
    windows: windows.map(({ label }) => label),
    axis: metric,
    format: rounded,
    limit:
      referenceScore !== undefined
        ? { value: referenceScore, name: `${metric} on the reference, ${rounded(referenceScore)}` }
        : undefined,
  });
  return {
    heading: "Accuracy over time",
    body: [
      { kind: "text", text: sentences.join("") },
      { kind: "html", html },
    ],
  };
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}

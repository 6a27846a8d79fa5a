import type { PagePart } from "../report/page/page.js";
import type { Evaluation } from "./evaluate.js";

/** The scores of a model and the baselines as a table, with the verdict. */
export function scoreParts({ rows, metrics, unit, verdict }: Evaluation): readonly PagePart[] {
  const isBehind = verdict.includes("no better than the baseline");
  const withUnit = ["rmse", "meanAbsoluteError"];
  return [
    {
      kind: "table",
      table: {
        columns: [
          "",
          ...metrics.map((name) => (unit !== undefined && withUnit.includes(name) ? { name, unit } : { name })),
        ],
        rows: rows.map((row) => [
          row.kind === "baseline" ? `${row.name} (baseline)` : row.name,
          ...metrics.map((name) => row.metrics[name] ?? null),
        ]),
      },
    },
    { kind: "callout", tone: isBehind ? "warning" : "note", title: "Verdict", text: verdict },
  ];
}

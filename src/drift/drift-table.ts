import type { Table } from "../report/tables/table.js";
import type { DatasetDrift, NamedColumnDrift } from "./dataset-drift.js";
import { driftStrength } from "./drift-strength.js";
import { formatScore } from "./format-score.js";

/** Every compared column with method, score, threshold and verdict; the most drifted first. */
export function driftTable(dataset: DatasetDrift, units: Readonly<Record<string, string>> = {}): Table {
  return {
    columns: [
      "column",
      "verdict",
      "method",
      { name: "score", align: "right" },
      { name: "threshold", align: "right" },
      "effect",
      { name: "values", unit: "before, now", align: "right" },
      { name: "missing", unit: "before, now", align: "right" },
    ],
    rows: rankedColumns(dataset).map((drift) => [
      units[drift.column] === undefined ? drift.column : `${drift.column} (${units[drift.column]})`,
      drift.drifted ? driftedMark : "○ stable",
      drift.method.replaceAll("-", " "),
      `${drift.scoreIs === "p-value" ? "p = " : ""}${formatScore(drift.score)}`,
      `${drift.scoreIs === "p-value" ? "p ≤" : "≥"} ${drift.threshold}`.replaceAll(" ", noBreak),
      drift.effect === undefined ? "" : `${drift.effect.name} ${formatScore(drift.effect.value)}`,
      formatPair(drift.reference.count.toLocaleString("en-US"), drift.current.count.toLocaleString("en-US")),
      formatPair(percent(drift.reference.missingShare), percent(drift.current.missingShare)),
    ]),
  };
}

/** The verdict of a drifted column: a word, and a mark that the page colours. */
export const driftedMark = "● drifted";

const noBreak = "\u00a0";

function formatPair(before: string, now: string): string {
  return `${before} → ${now}`.replaceAll(" ", noBreak);
}

/** Columns from the most to the least drifted, by how far their score is past its threshold. */
export function rankedColumns({ columns }: DatasetDrift): readonly NamedColumnDrift[] {
  return [...columns].sort((a, b) => {
    if (a.drifted !== b.drifted) return a.drifted ? -1 : 1;
    const [first, second] = [driftStrength(a), driftStrength(b)];
    return first === second ? 0 : second - first;
  });
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}

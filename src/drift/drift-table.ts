import type { Table } from "../report/tables/table.js";
import type { DatasetDrift, NamedColumnDrift } from "./dataset-drift.js";
import { driftStrength } from "./drift-strength.js";
import { percent } from "./format-percent.js";
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
      Object.hasOwn(units, drift.column) ? `${drift.column} (${units[drift.column]})` : drift.column,
      verdict(drift),
      drift.method.replaceAll("-", " "),
      `${drift.scoreIs === "p-value" ? "p = " : ""}${formatScore(drift.score)}`,
      `${drift.scoreIs === "p-value" ? "p ≤" : "≥"} ${drift.threshold}`.replaceAll(" ", noBreak),
      drift.effect === undefined ? "" : `${drift.effect.name} ${formatScore(drift.effect.value)}`,
      formatPair(drift.reference.count.toLocaleString("en-US"), drift.current.count.toLocaleString("en-US")),
      formatPair(percent(drift.reference.missingShare), percent(drift.current.missingShare)),
    ]),
  };
}

/** The verdicts of drifted columns: a word, and a mark that the page colours. */
export const driftedMarks: readonly string[] = ["● fail", "● warn", "● drifted"];

function verdict({ drifted, level, scoreIs, pValue }: NamedColumnDrift): string {
  const alone = scoreIs === "p-value" || pValue === undefined;
  if (level === "too few rows") return "too few rows";
  if (!drifted) return "○ stable";
  return alone ? "● drifted" : `● ${level}`;
}

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

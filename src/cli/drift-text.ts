import type { DatasetDrift } from "../drift/dataset-drift.js";
import type { DriftGate, GateColumn } from "../drift/drift-gate.js";

/** A line for each column that drifted or could not be judged. */
export function gateLines({ columns }: DriftGate): readonly string[] {
  return columns
    .filter(({ level }) => level !== "none")
    .map(
      ({ column, level, reason, accepted }) =>
        `  ${level.padEnd(12)} ${column}${reason === "" ? "" : `: ${reason}`}${accepted === undefined ? "" : ` (accepted: ${accepted})`}`,
    );
}

/** The comparison as Markdown, such as for a pull request: verdict first, then a table of what drifted. */
export function driftMarkdown(dataset: DatasetDrift, gate: DriftGate, sentence: string): string {
  const rows = gate.columns.filter(({ level }) => level !== "none").map(markdownRow);
  const table = rows.length === 0 ? [] : ["", "| column | level | why |", "| --- | --- | --- |", ...rows];
  const counts = `${dataset.currentRows.toLocaleString("en-US")} rows against ${dataset.referenceRows.toLocaleString("en-US")}`;
  return [`**Drift: ${gate.level}.** ${escapeCell(sentence)}`, ...table, "", `${counts}.`].join("\n");
}

function markdownRow({ column, level, reason, accepted }: GateColumn): string {
  const why = accepted === undefined ? reason : `${reason}; accepted: ${accepted}`;
  return `| ${escapeCell(column)} | ${level} | ${escapeCell(why)} |`;
}

function escapeCell(text: string): string {
  return text.replace(/[\\`*_[\]<>|]/g, "\\$&").replace(/\s*\n\s*/g, " ");
}

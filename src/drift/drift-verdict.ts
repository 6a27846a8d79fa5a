import type { DatasetDrift } from "./dataset-drift.js";
import type { DriftReportOptions } from "./drift-report.js";

/** What a drift report says in one line, and in a sentence or two. */
export interface DriftVerdict {
  readonly title: string;
  readonly sentence: string;
}

/**
 * The verdict of a comparison in words: the level of the table, how many columns drifted and which, with the largest
 * change first.
 */
export function driftVerdict(dataset: DatasetDrift, { target, prediction }: DriftReportOptions = {}): DriftVerdict {
  const { columns, findings, driftedColumns, driftedShare, share, drifted, level } = dataset;
  if (columns.length === 0 && level !== "fail")
    return { title: "Nothing to compare", sentence: "No column could be compared; the reasons are below." };
  if (level === "too few rows") {
    const sentence = `Neither drift nor its absence can be shown: ${rows(dataset.referenceRows)} against ${rows(dataset.currentRows)}.`;
    return { title: "Too few rows to compare", sentence };
  }
  const count = driftedColumns.length;
  const title = `${count === 0 ? "No" : count} of ${columns.length + findings.length} columns ${count === 1 ? "has" : "have"} drifted`;
  const outcome = [
    [target, "target"],
    [prediction, "prediction"],
  ].flatMap(([name, role]) => {
    const found = columns.find(({ column }) => column === name);
    return found === undefined ? [] : [`The ${role} ${found.drifted ? "has drifted" : "is stable"}.`];
  });
  if (share === undefined) return { title, sentence: [byLevel(dataset, title), ...outcome].join(" ") };
  const limit = `a table has drifted at ${Math.round(share * 100)} % or more, so this one ${drifted ? "has drifted" : "has not"}`;
  const inputs = driftedColumns.filter((name) => name !== target && name !== prediction);
  const named = inputs.length === 0 ? "" : ` Drifted inputs: ${listed(inputs)}.`;
  const sentence = `${title} (${Math.round(driftedShare * 100)} %); ${limit}.${named}${outcome.map((line) => ` ${line}`).join("")}`;
  return { title, sentence };
}

/** "Fail: 2 of 9 columns have drifted. Fail: rain (…), Warn: clouds (…)." */
function byLevel({ level, columns, findings }: DatasetDrift, title: string): string {
  if (level === "none") return `${title}; no change is larger than chance and large enough to matter.`;
  const parts = (["fail", "warn"] as const).flatMap((searched) => {
    const changed = [
      ...findings.map((own) => ({ ...own, score: Number.POSITIVE_INFINITY })),
      ...columns.map(({ column, reasons, score, level: own }) => ({ column, level: own, score, reason: reasons[0] })),
    ].filter((own) => own.level === searched);
    if (changed.length === 0) return [];
    const names = changed
      .sort((a, b) => (b.score > a.score ? 1 : b.score < a.score ? -1 : 0))
      .map(({ column, reason }, rank) => (rank < 2 && reason !== undefined ? `${column} (${reason})` : column));
    return [`${searched === "fail" ? "Fail" : "Warning"}: ${listed(names)}.`];
  });
  return `${title}. ${parts.join(" ")}`;
}

function rows(count: number): string {
  return `${count.toLocaleString("en-US")} row${count === 1 ? "" : "s"}`;
}

function listed(names: readonly string[]): string {
  return names.length <= 8 ? names.join(", ") : `${names.slice(0, 8).join(", ")} and ${names.length - 8} more`;
}

import type { DatasetDrift } from "./dataset-drift.js";
import type { DriftReportOptions } from "./drift-report.js";

/** What a drift report says in one line, and in a sentence or two. */
export interface DriftVerdict {
  readonly title: string;
  readonly sentence: string;
}

/**
 * The verdict of a comparison in words: how many columns drifted, whether that makes the table drifted, and which lead.
 */
export function driftVerdict(dataset: DatasetDrift, { target, prediction }: DriftReportOptions = {}): DriftVerdict {
  const { columns, driftedColumns, driftedShare, share, drifted } = dataset;
  if (columns.length === 0)
    return { title: "Nothing to compare", sentence: "No column could be compared; the reasons are below." };
  const count = driftedColumns.length;
  const title = `${count === 0 ? "No" : count} of ${columns.length} columns ${count === 1 ? "has" : "have"} drifted`;
  const limit = `a table has drifted at ${Math.round(share * 100)} % or more, so this one ${drifted ? "has drifted" : "has not"}`;
  const inputs = driftedColumns.filter((name) => name !== target && name !== prediction);
  const named = inputs.length === 0 ? "" : ` Drifted inputs: ${listed(inputs)}.`;
  const outcome = [
    [target, "target"],
    [prediction, "prediction"],
  ].flatMap(([name, role]) => {
    const found = columns.find(({ column }) => column === name);
    return found === undefined ? [] : [`The ${role} ${found.drifted ? "has drifted" : "is stable"}.`];
  });
  const sentence = `${title} (${Math.round(driftedShare * 100)} %); ${limit}.${named}${outcome.map((line) => ` ${line}`).join("")}`;
  return { title, sentence };
}

function listed(names: readonly string[]): string {
  return names.length <= 8 ? names.join(", ") : `${names.slice(0, 8).join(", ")} and ${names.length - 8} more`;
}

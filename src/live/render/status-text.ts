import { groupDigits } from "../../core/group-digits.js";
import type { Columns } from "../../table/columns.js";
import type { LiveResult } from "../compute/view-result.js";
import type { LiveSpec } from "../live-spec.js";
import { type FilterState, type LiveState, toDay } from "../live-state.js";

/** How many rows are selected. */
export function statusText({ rows, total }: Pick<LiveResult, "rows" | "total">): string {
  return rows === total ? `${groupDigits(total)} rows` : `${groupDigits(rows)} of ${groupDigits(total)} rows`;
}

const shownLabels = 4;

/** What the filters select, in words for paper; empty where they select everything. */
export function filterText({ filters }: LiveState, spec: LiveSpec, columns: Columns): string {
  const parts = spec.filters.map(({ column, label = column }, position) => {
    const chosen = filters[position] ?? null;
    const isTime = columns.byName.get(column)?.kind === "time";
    return chosen === null ? "" : `${label}: ${chosenText(chosen, isTime)}`;
  });
  return parts.filter((part) => part !== "").join("; ");
}

function chosenText(chosen: FilterState, isTime: boolean): string {
  if (chosen.kind === "labels") {
    const { labels } = chosen;
    const more = labels.length > shownLabels ? ` and ${labels.length - shownLabels} more` : "";
    return labels.length === 0 ? "none" : `${labels.slice(0, shownLabels).join(", ")}${more}`;
  }
  const show = (value: number): string => (isTime ? toDay(value) : String(value));
  const { low, high } = chosen;
  if (low === null) return high === null ? "any" : `up to ${show(high)}`;
  return high === null ? `from ${show(low)}` : `${show(low)} to ${show(high)}`;
}

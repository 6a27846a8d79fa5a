import type { ReportedMetric } from "../../notebook/flow/notebook-results.js";
import type { Card } from "../../report/page/page.js";
import type { FlowHistoryEntry } from "./flow-state.js";

const mostCards = 6;

/**
 * Cards of the headline numbers, each with the trend of past runs: the metrics reported with `headline: true`, else
 * the first six. NaN is shown as such; values that are not finite are not in the trend.
 * @example metricCards([], []) // []
 */
export function metricCards(metrics: readonly ReportedMetric[], history: readonly FlowHistoryEntry[]): readonly Card[] {
  const marked = metrics.filter(({ headline }) => headline);
  const shown = (marked.length > 0 ? marked : metrics).slice(0, mostCards);
  return shown.map(({ name, label, value, unit }) => ({
    label,
    value: Number.isNaN(value) ? "NaN" : value,
    unit,
    trend: history.flatMap((entry) => entry.metrics[name] ?? []).filter(Number.isFinite),
  }));
}

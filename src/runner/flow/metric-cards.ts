import type { ReportedMetric } from "../../notebook/flow/notebook-results.js";
import { escapeHtml } from "../../report/escape-html.js";
import { formatNumbers } from "../../report/tables/format-numbers.js";
import type { FlowHistoryEntry } from "./flow-state.js";

const mostCards = 6;
const width = 96;
const height = 24;

/**
 * The headline numbers as HTML cards, each with the trend of past runs: the metrics reported with `headline: true`,
 * else the first six.
 * @example metricCards([], []) // ""
 */
export function metricCards(metrics: readonly ReportedMetric[], history: readonly FlowHistoryEntry[]): string {
  const marked = metrics.filter(({ headline }) => headline);
  const shown = (marked.length > 0 ? marked : metrics).slice(0, mostCards);
  if (shown.length === 0) return "";
  const cards = shown.map(({ name, label, value, unit }) => {
    const [number = ""] = formatNumbers([value]);
    const past = history.flatMap((entry) => entry.metrics[name] ?? []);
    const unitHtml = unit === "" ? "" : ` <small>${escapeHtml(unit)}</small>`;
    return `<div class="card"><div class="label">${escapeHtml(label)}</div><div class="value">${number}${unitHtml}</div>${sparkline(past, label)}</div>`;
  });
  return `<div class="cards">${cards.join("")}</div>`;
}

/** A line through the values of past runs; nothing for fewer than two. */
function sparkline(values: readonly number[], label: string): string {
  if (values.length < 2) return "";
  const low = Math.min(...values);
  const range = Math.max(...values) - low || 1;
  const points = values.map((value, index) => {
    const x = 2 + ((width - 4) * index) / (values.length - 1);
    return `${x.toFixed(1)},${(height - 2 - ((height - 4) * (value - low)) / range).toFixed(1)}`;
  });
  const title = escapeHtml(`${label}: ${values.length} runs, from ${values[0]} to ${values.at(-1)}`);
  return `<svg class="spark" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}"><polyline points="${points.join(" ")}" fill="none" stroke="currentColor" stroke-width="1.5"/></svg>`;
}

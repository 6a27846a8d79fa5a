import { escapeHtml } from "../report/escape-html.js";
import { tableHtml } from "../report/tables/table-html.js";
import type { ColumnOverTime, DriftOverTime, DriftWindow } from "./drift-over-time.js";
import { driftStrength } from "./drift-strength.js";
import { formatScore } from "./format-score.js";

const width = 860;
const rowHeight = 24;
const maxTicks = 9;
const tickWidth = 70;
const levels = [
  "below half its threshold",
  "below its threshold",
  "drifted, up to 2 times",
  "drifted, up to 4 times",
  "drifted, above 4 times",
];

/**
 * Columns x windows as coloured cells, with a dot in every drifted one, a key, and the numbers as a table to unfold.
 */
export function driftHeatmapHtml(drift: DriftOverTime): string {
  const { columns, windows } = drift;
  const left = Math.min(200, 16 + 7 * Math.max(0, ...columns.map(({ column }) => column.length)));
  const cell = (width - left) / windows.length;
  const rows = columns.map((column, row) => rowSvg(column, windows, { left, cell, top: row * rowHeight })).join("");
  const height = columns.length * rowHeight + 22;
  const label = `Drift of ${columns.length} columns in ${windows.length} windows of ${drift.by === undefined ? `${drift.windowDays} days` : `a ${drift.by}`}; the numbers follow as a table`;
  const size = `--cell:${Math.max(cell - 1, 0.5).toFixed(1)}px;--mark:${Math.min(2, cell / 4).toFixed(1)}px`;
  const plot = `<svg class="drift-plot drift-cells" style="min-width:38rem;${size}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(label)}">${rows}${ticks(windows, left, cell, height)}</svg>`;
  return `${keyHtml()}<div class="scroll">${plot}</div>\n<details><summary>The scores as a table, drifted ones with a dot</summary><div class="scroll">${scoreTable(drift)}</div></details>`;
}

function rowSvg(
  { column, scores, drifted, scoreIs, threshold, counts }: ColumnOverTime,
  windows: readonly DriftWindow[],
  { left, cell, top }: { readonly left: number; readonly cell: number; readonly top: number },
): string {
  // Sizes that all cells share are in the style of the drawing, so that a page of many cells stays small.
  const cells = scores.map((score, index) => {
    const x = left + index * cell;
    const cellName = `${column}, ${windows[index]?.label ?? ""}`;
    if (score === null) {
      const title = escapeHtml(`${cellName}: ${counts[index] ?? 0} values, too few`);
      return `<rect class="drift-none" x="${x.toFixed(1)}"><title>${title}</title></rect>`;
    }
    const strength = getLevel(driftStrength({ scoreIs, score, threshold }));
    // A distance beyond its threshold that could be chance is not drift.
    const level = drifted[index] ? Math.max(2, strength) : Math.min(1, strength);
    const verdict = drifted[index] ? "drifted" : "not drifted";
    const title = `${cellName}: ${scoreIs} ${formatScore(score)}, ${verdict} (${counts[index] ?? 0} values)`;
    const mark = drifted[index] ? `<circle cx="${(x + cell / 2).toFixed(1)}"/>` : "";
    return `<g><rect class="drift-${level}" x="${x.toFixed(1)}"/>${mark}<title>${escapeHtml(title)}</title></g>`;
  });
  const name = `<text x="${left - 8}" y="${rowHeight / 2 + 4}" text-anchor="end">${escapeHtml(shortened(column))}</text>`;
  return `<g transform="translate(0 ${top})">${name}${cells.join("")}</g>`;
}

function getLevel(strength: number): number {
  return strength < 0.5 ? 0 : strength < 1 ? 1 : strength < 2 ? 2 : strength < 4 ? 3 : 4;
}

function shortened(name: string): string {
  return name.length > 26 ? `${name.slice(0, 25)}…` : name;
}

function ticks(windows: readonly DriftWindow[], left: number, cell: number, height: number): string {
  const step = Math.max(1, Math.ceil(windows.length / maxTicks));
  return windows
    .map((window, index) => {
      const x = left + index * cell;
      if (index % step !== 0 || (index > 0 && x > width - tickWidth)) return "";
      return `<text class="quiet" x="${x.toFixed(1)}" y="${height - 4}">${escapeHtml(window.label)}</text>`;
    })
    .join("");
}

function keyHtml(): string {
  const boxes = levels.map((text, level) => {
    const mark = level >= 2 ? `<circle class="drift-mark" cx="7" cy="7" r="2"/>` : "";
    return `<span><svg width="14" height="14" aria-hidden="true"><rect class="drift-${level}" width="14" height="14"/>${mark}</svg>${text}</span>`;
  });
  const none = `<span><svg width="14" height="14" aria-hidden="true"><rect class="drift-none" x=".5" y=".5" width="13" height="13"/></svg>too few values</span>`;
  return `<div class="drift-key">${boxes.join("")}${none}</div>\n`;
}

function scoreTable({ columns, windows }: DriftOverTime): string {
  return tableHtml({
    columns: [
      { name: "window from" },
      { name: "rows", align: "right" },
      ...columns.map(({ column }) => ({ name: column, align: "right" as const })),
    ],
    rows: windows.map((window, index) => [
      window.label,
      window.rowCount,
      ...columns.map(({ scores, drifted }) => {
        const score = scores[index] ?? null;
        return score === null ? "too few" : `${formatScore(score)}${drifted[index] ? " ●" : ""}`;
      }),
    ]),
  });
}

import { groupDigits } from "../core/group-digits.js";
import { escapeHtml } from "../report/escape-html.js";
import type { PagePart } from "../report/page/page.js";
import { formatNumbers } from "../report/tables/format-numbers.js";
import { isIdentifier } from "../report/tables/is-identifier.js";
import type { ColumnDescription, FrameDescription } from "../table/describe.js";

const bars = "▁▂▃▄▅▆▇█";
// Visible on white and on dark: a picture cannot inherit the colour of the page.
const barColor = "#4a8fc7";
const heads = ["column", "missing", "distinct", "distribution", "mean ± sd", "min", "median", "max"];
const distribution = heads.indexOf("distribution");
const shownPairs = 10;

/**
 * The parts of a page for a description: data problems, one row per column with its histogram, the strongest
 * correlations. `show(describe(frame))` shows the same in a notebook.
 *
 * @example renderPage({ title: "Data", sections: [{ heading: "Columns", body: descriptionParts(describe(frame)) }] })
 */
export function descriptionParts({
  remarks,
  columns,
  rowCount,
  duplicateRows,
  correlations,
}: FrameDescription): readonly PagePart[] {
  const callout: PagePart = {
    kind: "callout",
    tone: "warning",
    title: "Data problems",
    text: remarks,
  };
  const missing = columns.reduce((total, column) => total + column.missing, 0);
  const facts = [
    `${groupDigits(rowCount)} rows x ${columns.length} columns`,
    `${groupDigits(missing)} missing cells`,
    `${groupDigits(duplicateRows)} repeated rows`,
  ];
  const head = heads
    .map((name, index) => `<th scope="col" style="text-align: ${alignmentAt(index)}">${name}</th>`)
    .join("");
  const body = columns.map((column) => `<tr>${rowHtml(column, rowCount)}</tr>`).join("\n");
  const html = `<div class="scroll" style="overflow-x: auto"><table class="cuaderno-table">\n<caption style="text-align: left">${facts.join(" · ")}</caption>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table></div>`;
  const strongest = correlations.filter(({ correlation }) => Math.abs(correlation) >= 0.3).slice(0, shownPairs);
  const pairs: PagePart = {
    kind: "table",
    table: {
      caption: "strongest correlations (Pearson)",
      columns: ["one", "other", { name: "correlation", decimals: 3 }],
      rows: strongest.map(({ one, other, correlation }) => [one, other, correlation]),
    },
  };
  return [
    ...(remarks.length === 0 ? [] : [callout]),
    { kind: "html", html },
    ...(strongest.length === 0 ? [] : [pairs]),
  ];
}

function alignmentAt(index: number): "left" | "right" {
  return index === 0 || index === distribution ? "left" : "right";
}

function rowHtml(column: ColumnDescription, rowCount: number): string {
  const { name, dtype, missing, distinct, numbers, frequent = [] } = column;
  const share = missing === 0 ? "" : ` (${percent(missing / rowCount)})`;
  const first = [
    `${escapeHtml(name)} <small>${escapeHtml(dtype)}</small>`,
    `${groupDigits(missing)}${share}`,
    groupDigits(distinct),
  ];
  const cells = first.map((text, index) => cell(text, alignmentAt(index))).join("");
  if (numbers === undefined) {
    const most = frequent
      .slice(0, 4)
      .map(({ value, count }) => `${escapeHtml(shortened(value))} ${percent(count / rowCount)}`);
    return `${cells}<td colspan="${heads.length - distribution}" style="text-align: left">${most.join(" · ")}</td>`;
  }
  const { mean, standardDeviation, quantiles, counts } = numbers;
  const [smallest, largest] = [quantiles[0], quantiles[6]];
  const isInteger = /^U?Int/.test(dtype);
  if (isInteger && isIdentifier({ name, count: rowCount - missing, distinct, min: smallest, max: largest })) {
    return `${cells}<td colspan="${heads.length - distribution}" style="text-align: left">identifiers ${smallest} to ${largest}</td>`;
  }
  const isTime = dtype === "Datetime" || dtype === "Date";
  const shown = (values: readonly number[]): readonly string[] =>
    isTime ? values.map(dayText) : formatNumbers(values);
  const [centre = "", spread = ""] = shown([mean, standardDeviation]);
  const [min = "", low, , median = "", , high, max = ""] = shown(quantiles);
  const summary = [isTime ? centre : `${centre} ± ${spread}`, min, median, max];
  const title = `90 % of the values are between ${low} and ${high}`;
  return `${cells}${cell(histogram(counts, title), "left")}${summary.map((text) => cell(text, "right")).join("")}`;
}

function cell(html: string, align: "left" | "right"): string {
  return `<td style="text-align: ${align}; white-space: nowrap; vertical-align: middle">${html}</td>`;
}

function dayText(value: number): string {
  return Number.isFinite(value) && Math.abs(value) <= 8.64e15 ? new Date(value).toISOString().slice(0, 10) : "";
}

/** The histogram as a picture, with block characters as its alternative text. */
function histogram(counts: Float64Array, title: string): string {
  const sums = mergeBins(counts, 24);
  const most = Math.max(...sums, 1);
  const [width, height] = [sums.length * 6, 24];
  const drawn = sums.map((sum, index) => {
    const tall = sum === 0 ? 0 : Math.max(1, Math.round((sum / most) * height));
    return tall === 0
      ? ""
      : `<rect x="${index * 6}" y="${height - tall}" width="5" height="${tall}" fill="${barColor}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${drawn.join("")}</svg>`;
  const blocks = mergeBins(counts, 16).map((sum, _, all) =>
    sum === 0 ? " " : bars[Math.min(7, Math.floor((sum / Math.max(...all)) * 8))],
  );
  return `<img alt="${blocks.join("")}" title="${title}" width="${width}" height="${height}" src="data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}">`;
}

/** Counts of at most `most` bins, made by adding up neighbours. */
function mergeBins(counts: Float64Array, most: number): readonly number[] {
  const width = Math.max(1, Math.ceil(counts.length / most));
  return Array.from({ length: Math.ceil(counts.length / width) }, (_, bin) =>
    counts.subarray(bin * width, (bin + 1) * width).reduce((total, count) => total + count, 0),
  );
}

function percent(share: number): string {
  if (share > 0 && share < 0.001) return "&lt;0.1 %";
  if (share > 0.99 && share < 1) return "&gt;99 %";
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

function shortened(value: string): string {
  const characters = [...value.replaceAll(/\s+/g, " ")];
  return characters.length > 24 ? `${characters.slice(0, 21).join("")}...` : characters.join("");
}

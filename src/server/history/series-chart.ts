import { formatNumber } from "../../live/what-if/result-html.js";
import { escapeHtml } from "../../report/escape-html.js";

/** A line of a chart; null breaks it. */
export interface ChartLine {
  readonly name: string;
  readonly values: readonly (number | null)[];
  /** Class of its color. */
  readonly kind: "actual" | "prediction";
}

const [width, height, left, bottom, top, right] = [720, 260, 64, 28, 12, 12];

/** A line chart as SVG: values over labels of equal distance, with at most seven labels. */
export function seriesChart(
  labels: readonly string[],
  lines: readonly ChartLine[],
  { title, unit }: { readonly title: string; readonly unit: string },
): string {
  const values = lines.flatMap((line) => line.values.filter((value) => value !== null));
  if (values.length < 2) return "";
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const ticks = niceTicks(min, max);
  const [low, high] = [Math.min(min, ticks[0] ?? min), Math.max(max, ticks.at(-1) ?? max)];
  const x = (index: number): number => left + ((width - left - right) * index) / Math.max(1, labels.length - 1);
  const y = (value: number): number => top + ((height - top - bottom) * (high - value)) / (high - low || 1);
  const grid = ticks.map(
    (tick) =>
      `<line x1="${left}" x2="${width - right}" y1="${y(tick).toFixed(1)}" y2="${y(tick).toFixed(1)}"/><text x="${left - 8}" y="${(y(tick) + 4).toFixed(1)}" text-anchor="end">${escapeHtml(formatNumber(tick))}</text>`,
  );
  const every = Math.max(1, Math.ceil(labels.length / 7));
  const names = labels.map((label, index) =>
    index % every === 0
      ? `<text x="${x(index).toFixed(1)}" y="${height - 8}" text-anchor="${index === labels.length - 1 ? "end" : "middle"}">${escapeHtml(label)}</text>`
      : "",
  );
  const paths = lines.map(({ kind, values: own }) => `<path class="${kind}" d="${path(own, x, y)}"/>`);
  const legend = lines.map(({ name, kind }) => `<span class="${kind}">${escapeHtml(name)}</span>`).join(" ");
  return `<figure class="chart"><figcaption>${escapeHtml(title)}${unit === "" ? "" : ` (${escapeHtml(unit)})`}: ${legend}</figcaption>
<div class="scroll" tabindex="0" role="region" aria-label="Chart"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(title)}"><g class="grid">${grid.join("")}${names.join("")}</g>${paths.join("")}</svg></div></figure>`;
}

/** Consecutive values are joined; a value without neighbours is a dot. */
function path(values: readonly (number | null)[], x: (index: number) => number, y: (value: number) => number): string {
  return values
    .map((value, index) => {
      if (value === null) return "";
      const point = `${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
      const isAlone = (values[index + 1] ?? null) === null;
      if ((values[index - 1] ?? null) !== null) return `L${point}`;
      return isAlone ? `M${point}h0.01` : `M${point}`;
    })
    .join("");
}

/** Round numbers within a range, about five of them. */
function niceTicks(min: number, max: number): readonly number[] {
  const rough = (max - min || Math.abs(max) || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const first = Math.ceil(min / step);
  return Array.from({ length: Math.max(1, Math.floor(max / step) - first + 1) }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

import { escapeHtml } from "../report/escape-html.js";

const [width, height, left, right, top, bottom] = [860, 240, 56, 130, 14, 206];

/** One line of the drawing; null is a gap. */
export interface WindowLine {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

export interface WindowLinesOptions {
  /** What is drawn, for screen readers. */
  readonly label: string;
  /** One per window. */
  readonly windows: readonly string[];
  /** What the vertical axis shows, with its unit. */
  readonly axis: string;
  readonly format: (value: number) => string;
  /** A level to compare with. */
  readonly limit?: { readonly value: number; readonly name: string } | undefined;
}

/** Up to two lines over time windows, their names at the end of each, and a dashed limit. */
export function windowLinesHtml(lines: readonly WindowLine[], options: WindowLinesOptions): string {
  const { label, windows, axis, format, limit } = options;
  const found = lines
    .flatMap(({ values }) => values)
    .filter((value): value is number => value !== null && Number.isFinite(value));
  const most = niceTop(Math.max(0, limit?.value ?? 0, ...found));
  const x = (index: number): number => left + ((index + 0.5) / windows.length) * (width - left - right);
  const y = (value: number): number => bottom - (Math.min(value, most) / most) * (bottom - top - 14);
  const grid = [0, 0.5, 1].map(
    (share) =>
      `<path class="axis" d="M${left} ${y(share * most).toFixed(1)}H${width - right}"/><text class="quiet" x="${left - 6}" y="${(y(share * most) + 4).toFixed(1)}" text-anchor="end">${format(share * most)}</text>`,
  );
  const level =
    limit === undefined ? "" : `<path class="limit" d="M${left} ${y(limit.value).toFixed(1)}H${width - right}"/>`;
  const drawn = lines.map((line, index) => lineSvg(line, index, { x, y, windows, format })).join("");
  const step = Math.max(1, Math.ceil(windows.length / 7));
  const ticks = windows.map((window, index) =>
    index % step === 0
      ? `<text class="quiet" x="${x(index).toFixed(1)}" y="${bottom + 18}" text-anchor="middle">${escapeHtml(window)}</text>`
      : "",
  );
  const title = `<text class="quiet" x="0" y="10">${escapeHtml(limit === undefined ? axis : `${axis}; dashed: ${limit.name}`)}</text>`;
  const content = `${grid.join("")}${title}${level}${drawn}${namesSvg(lines, y)}${ticks.join("")}`;
  return `<div class="scroll"><svg class="drift-plot" style="min-width:38rem" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(label)}">${content}</svg></div>`;
}

function lineSvg(
  { name, values }: WindowLine,
  index: number,
  plot: {
    readonly x: (index: number) => number;
    readonly y: (value: number) => number;
    readonly windows: readonly string[];
    readonly format: (value: number) => string;
  },
): string {
  let path = "";
  let joined = false;
  const points = values.map((value, window) => {
    if (value === null || !Number.isFinite(value)) {
      joined = false;
      return "";
    }
    const at = `${plot.x(window).toFixed(1)} ${plot.y(value).toFixed(1)}`;
    path += `${joined ? "L" : "M"}${at}`;
    joined = true;
    const [cx = "", cy = ""] = at.split(" ");
    const title = `${name}, from ${plot.windows[window] ?? ""}: ${plot.format(value)}`;
    return `<circle class="drift-point-${index}" cx="${cx}" cy="${cy}" r="3"><title>${escapeHtml(title)}</title></circle>`;
  });
  return `<path class="drift-line-${index}" d="${path}"/>${points.join("")}`;
}

/** Names next to the last points, at a distance from each other. */
function namesSvg(lines: readonly WindowLine[], y: (value: number) => number): string {
  const names = lines.map(({ name, values }, index) => {
    const last = [...values].reverse().find((value) => value !== null && Number.isFinite(value)) ?? 0;
    return { name, index, at: y(last) + 4 };
  });
  names.sort((a, b) => a.at - b.at);
  names.forEach((own, order) => {
    const above = names[order - 1];
    if (above !== undefined && own.at - above.at < 15) own.at = above.at + 15;
  });
  return names
    .map(
      ({ name, index, at }) =>
        `<text class="drift-point-${index}" x="${width - right + 8}" y="${at.toFixed(1)}">${escapeHtml(name)}</text>`,
    )
    .join("");
}

/** 1, 1.5, 2, 3, 4, 5 or 8 times a power of ten, not below `value`. */
function niceTop(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.5, 2, 3, 4, 5, 8].find((factor) => factor * power >= value) ?? 10) * power;
}

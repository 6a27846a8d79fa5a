import { escapeHtml } from "../report/escape-html.js";
import type { Distribution } from "./distribution.js";

const width = 420;

/** Names that a distribution is drawn with. */
export interface DistributionLabels {
  readonly title: string;
  readonly reference: string;
  readonly current: string;
  readonly unit?: string | undefined;
}

/**
 * Reference and current shares as bars side by side: upright for numbers, lying for labels, with the shares in the
 * tooltip of each bin.
 */
export function distributionHtml(distribution: Distribution, upright: boolean, labels: DistributionLabels): string {
  const plot = upright ? uprightBars(distribution, labels) : lyingBars(distribution, labels);
  return `<figure><p class="figure-title">${escapeHtml(labels.title)}</p>${plot}</figure>`;
}

/** Which colour is which side. */
export function distributionKey(reference: string, current: string): string {
  const box = (side: string, name: string): string =>
    `<span><svg width="14" height="14" aria-hidden="true"><rect class="drift-${side}" width="14" height="14"/></svg>${escapeHtml(name)}</span>`;
  return `<div class="drift-key">${box("reference", reference)}${box("current", current)}</div>`;
}

function uprightBars(distribution: Distribution, labels: DistributionLabels): string {
  const [top, bottom, left, height] = [14, 150, 4, 186];
  const bins = distribution.labels.length;
  const cell = (width - left) / bins;
  const { scale, most } = getScale(distribution, bottom - top);
  const bars = distribution.labels.map((_, bin) => {
    const bar = (side: "reference" | "current", offset: number): string => {
      const tall = (distribution[side][bin] ?? 0) * scale;
      return `<rect class="drift-${side}" x="${(left + bin * cell + offset).toFixed(1)}" y="${(bottom - tall).toFixed(1)}" width="${(cell * 0.42).toFixed(1)}" height="${tall.toFixed(1)}"/>`;
    };
    return `<g>${bar("reference", cell * 0.06)}${bar("current", cell * 0.5)}${binTitle(distribution, bin, labels)}</g>`;
  });
  const { edges } = distribution;
  const names = edges?.map(String) ?? distribution.labels;
  const step = Math.max(1, Math.ceil(names.reduce((total, name) => total + name.length * 7 + 12, 0) / (width - left)));
  const ticks = names.map((name, index) => {
    if (index % step !== 0) return "";
    const x = left + (edges === undefined ? index + 0.5 : index) * cell;
    const anchor = index === 0 ? "start" : x > width - 20 ? "end" : "middle";
    return `<text class="quiet" x="${x.toFixed(1)}" y="${bottom + 16}" text-anchor="${anchor}">${escapeHtml(name)}</text>`;
  });
  const unit =
    labels.unit === undefined
      ? ""
      : `<text class="quiet" x="${width}" y="${height - 4}" text-anchor="end">${escapeHtml(labels.unit)}</text>`;
  const axis = `<path class="axis" d="M${left} ${bottom}H${width}"/><text class="quiet" x="${left}" y="10">${percent(most)} of rows</text>`;
  return svg(height, labels, `${axis}${bars.join("")}${ticks.join("")}${unit}`);
}

function lyingBars(distribution: Distribution, labels: DistributionLabels): string {
  const left = 130;
  const row = 24;
  const height = distribution.labels.length * row + 4;
  const { scale } = getScale(distribution, width - left - 46);
  const rows = distribution.labels.map((label, bin) => {
    const top = bin * row;
    const bar = (side: "reference" | "current", y: number): string =>
      `<rect class="drift-${side}" x="${left}" y="${y}" width="${((distribution[side][bin] ?? 0) * scale).toFixed(1)}" height="9"/>`;
    const shares = `${percent(distribution.reference[bin] ?? 0)}, ${percent(distribution.current[bin] ?? 0)}`;
    const end = left + Math.max(distribution.reference[bin] ?? 0, distribution.current[bin] ?? 0) * scale + 6;
    const text = label.length > 18 ? `${label.slice(0, 17)}…` : label;
    const change =
      Math.abs((distribution.reference[bin] ?? 0) - (distribution.current[bin] ?? 0)) >= 0.02
        ? signed((distribution.current[bin] ?? 0) - (distribution.reference[bin] ?? 0))
        : "";
    return `<g><text x="${left - 8}" y="${top + 15}" text-anchor="end">${escapeHtml(text)}</text>${bar("reference", top + 2)}${bar("current", top + 12)}<text class="quiet" x="${end.toFixed(1)}" y="${top + 15}">${change}</text><title>${escapeHtml(`${label}: ${shares}`)}</title></g>`;
  });
  return svg(height, labels, rows.join(""));
}

function getScale(
  { reference, current }: Distribution,
  length: number,
): { readonly scale: number; readonly most: number } {
  const most = Math.max(...reference, ...current, 1e-9);
  return { scale: length / most, most };
}

function binTitle(distribution: Distribution, bin: number, { reference, current }: DistributionLabels): string {
  const label = distribution.labels[bin] ?? "";
  const text = `${label}: ${reference} ${percent(distribution.reference[bin] ?? 0)}, ${current} ${percent(distribution.current[bin] ?? 0)}`;
  return `<title>${escapeHtml(text)}</title>`;
}

function svg(height: number, { title, reference, current }: DistributionLabels, content: string): string {
  const label = `${title}: shares of rows, ${reference} and ${current}`;
  return `<svg class="drift-plot" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(label)}">${content}</svg>`;
}

function percent(share: number): string {
  const value = share * 100;
  return `${value >= 10 || value === 0 ? value.toFixed(0) : value >= 0.1 ? value.toFixed(1) : value.toPrecision(1)} %`;
}

/** A change of share in percentage points. */
function signed(difference: number): string {
  return `${difference > 0 ? "+" : "−"}${Math.abs(difference * 100).toFixed(0)} pts`;
}

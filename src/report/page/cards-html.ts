import { escapeHtml } from "../escape-html.js";
import { formatNumbers } from "../tables/format-numbers.js";
import type { Card } from "./page.js";

const barWidth = 6;
const height = 24;

/**
 * Headline numbers as HTML cards in a row, each with small bars of its past values. Styles are inline too, for
 * notebooks, which have no style sheet of pages.
 * @example cardsHtml([]) // ""
 */
export function cardsHtml(cards: readonly Card[]): string {
  if (cards.length === 0) return "";
  return `<div class="cards" style="display: flex; flex-wrap: wrap; gap: 0.75rem">${cards.map(cardHtml).join("")}</div>`;
}

/** A card as a line of text. */
export function cardText({ label, value, unit = "", note = "", decimals }: Card): string {
  return `${label}: ${[toText(value, decimals), unit, note && `(${note})`].filter((part) => part !== "").join(" ")}`;
}

function cardHtml({ label, value, unit = "", note = "", decimals, trend = [] }: Card): string {
  const unitHtml = unit === "" ? "" : ` <small>${escapeHtml(unit)}</small>`;
  const noteHtml = note === "" ? "" : `<div class="label">${escapeHtml(note)}</div>`;
  const parts = [
    `<div class="label">${escapeHtml(label)}</div>`,
    `<div class="value" style="font-size: 1.5rem">${escapeHtml(toText(value, decimals))}${unitHtml}</div>`,
    noteHtml,
    sparkline(trend, label),
  ];
  return `<div class="card" style="border: 1px solid #8884; border-radius: 8px; padding: 0.6rem 0.9rem">${parts.join("")}</div>`;
}

function toText(value: number | string, decimals: number | undefined): string {
  return typeof value === "number" ? (formatNumbers([value], { decimals })[0] ?? "") : value;
}

/** Past values as small bars, from the lowest to the highest; nothing for fewer than two. */
function sparkline(values: readonly number[], label: string): string {
  if (values.length < 2) return "";
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const bars = values.map((value) => {
    const share = high > low ? (value - low) / (high - low) : 0.5;
    const pixels = Math.round(2 + (height - 2) * share);
    return `<span style="width: ${barWidth}px; height: ${pixels}px; background: #2b7bba"></span>`;
  });
  const title = escapeHtml(`${label}: ${values.length} values, from ${values[0]} to ${values.at(-1)}`);
  const style = `display: flex; align-items: flex-end; gap: 1px; height: ${height}px; margin-top: 4px`;
  return `<div class="spark" style="${style}" title="${title}">${bars.join("")}</div>`;
}

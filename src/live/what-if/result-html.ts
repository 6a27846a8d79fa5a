import { escapeHtml } from "../../report/escape-html.js";

/** A prediction as `POST /predict` returns it. */
export interface ShownPrediction {
  readonly prediction: number | string | null;
  readonly probabilities?: Readonly<Record<string, number>> | undefined;
  readonly expected?: number | undefined;
  readonly contributions?: readonly ShownContribution[] | undefined;
  readonly problems?: readonly { readonly detail: string }[] | undefined;
  readonly model?: { readonly name: string; readonly version: string } | undefined;
}

/** What a feature added to a prediction. */
export interface ShownContribution {
  readonly feature: string;
  readonly value: number | null;
  readonly contribution: number;
}

/** What the numbers of a prediction are. */
export interface ResultLabels {
  /** Name of the target. */
  readonly target: string;
  readonly unit: string;
  /** Level of the heading. @default 2 */
  readonly level?: number | undefined;
}

/** A prediction with its probabilities and contributions as HTML; the same on the server and in the page. */
export function resultHtml(shown: ShownPrediction, { target, unit, level = 2 }: ResultLabels): string {
  const { prediction, probabilities, contributions = [], expected, problems = [], model } = shown;
  const value = typeof prediction === "number" ? formatNumber(prediction) : (prediction ?? "no prediction");
  const unusual = problems.map(({ detail }) => `<li>${escapeHtml(detail)}</li>`);
  return [
    `<h${level}>${escapeHtml(target)}</h${level}>`,
    `<p class="value"><strong${typeof prediction === "number" ? ` data-value="${prediction}"` : ""}>${escapeHtml(value)}</strong> ${escapeHtml(typeof prediction === "number" ? unit : "")}</p>`,
    probabilities === undefined ? "" : probabilityTable(probabilities),
    contributions.length === 0 ? "" : contributionTable(contributions, expected ?? 0),
    unusual.length === 0
      ? ""
      : `<div class="unusual"><h${level + 1}>Unusual values</h${level + 1}><ul>${unusual.join("")}</ul></div>`,
    model === undefined ? "" : `<p class="muted">${escapeHtml(model.name)} version ${escapeHtml(model.version)}</p>`,
  ].join("\n");
}

function probabilityTable(probabilities: Readonly<Record<string, number>>): string {
  const rows = Object.entries(probabilities).map(
    ([name, share]) =>
      `<tr><th scope="row">${escapeHtml(name)}</th><td class="number">${(100 * share).toFixed(1)} %</td><td>${bar(share, 1)}</td></tr>`,
  );
  return `<table><caption>Probabilities</caption><thead><tr><th scope="col">class</th><th scope="col">probability</th><th scope="col">share</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function contributionTable(contributions: readonly ShownContribution[], expected: number): string {
  const largest = Math.max(...contributions.map(({ contribution }) => Math.abs(contribution)), 1e-12);
  const rows = contributions.map(
    ({ feature, value, contribution }) =>
      `<tr><th scope="row">${escapeHtml(feature)}</th><td class="number">${value === null ? "missing" : formatNumber(value)}</td><td class="number">${contribution > 0 ? "+" : ""}${formatNumber(contribution)}</td><td>${bar(contribution, largest)}</td></tr>`,
  );
  return `<table><caption>Contributions: the prediction starts from the mean ${formatNumber(expected)}</caption><thead><tr><th scope="col">feature</th><th scope="col">value</th><th scope="col">adds</th><th scope="col">size</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

/** A bar whose length is read from the number next to it. */
function bar(value: number, largest: number): string {
  const width = ((100 * Math.abs(value)) / largest).toFixed(1);
  return `<svg class="${value < 0 ? "down" : "up"}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width="${width}" height="8" rx="1"/></svg>`;
}

/**
 * A number with at most four digits after a decimal point, and more only for small numbers.
 *
 * @example formatNumber(4213.23456) // "4,213.2"
 */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const digits = size >= 1_000 ? 1 : size >= 1 ? 3 : 6;
  const [whole = "", fraction] = String(Number(value.toFixed(digits))).split(".");
  const grouped = /e/.test(whole) ? whole : whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

import { inspect } from "node:util";
import type { Json } from "../core/json.js";
import type { DatasetDrift } from "../drift/dataset-drift.js";
import type { LivePage } from "../live/live.js";
import { liveBundle } from "../live/live-frame.js";
import type { MimeBundle } from "../notebook/format/notebook.js";
import type { CrossValidation } from "../pipeline/cross-validate.js";
import type { Evaluation } from "../pipeline/evaluate.js";
import type { Tuning } from "../pipeline/tune-pipeline.js";
import { escapeHtml } from "../report/escape-html.js";
import { type Figure, isFigure } from "../report/figures/figure.js";
import { figureCaption, figureTable } from "../report/figures/figure-html.js";
import { calloutHtml } from "../report/page/callout-html.js";
import { cardsHtml, cardText } from "../report/page/cards-html.js";
import type { Page, PagePart, PageSection } from "../report/page/page.js";
import { alignedTable } from "../report/tables/aligned-table.js";
import type { Table } from "../report/tables/table.js";
import { tableHtml } from "../report/tables/table-html.js";
import type { FrameDescription } from "../table/describe.js";
import type { DataDictionary } from "../table/schema/data-dictionary.js";
import type { Validation } from "../table/schema/validate-table.js";
import { descriptionParts } from "./description-parts.js";
import { driftParts } from "./drift-parts.js";
import { crossValidationParts, evaluationParts, tuningParts } from "./evaluation-parts.js";
import { isPlotlyFigure } from "./is-plotly-figure.js";
import { type ShowTableOptions, shownTable } from "./shown-table.js";
import { validationParts } from "./validation-parts.js";

/**
 * A value in several mime types, the plainest of them always text. Values of the library are recognised by their
 * `kind`; frames, records and `{ data, layout }` of Plotly are the only other values with a form of their own,
 * everything else is text.
 *
 * @example mimeBundles("a") // [{ "text/plain": "a" }]
 */
export function mimeBundles(value: unknown, options: ShowTableOptions = {}): readonly MimeBundle[] {
  const known = isObject(value) ? bundlesByKind(value) : undefined;
  if (known !== undefined) return known;
  if (isPlotlyFigure(value)) return [figureBundle(value)];
  const table = shownTable(value, options);
  if (table !== undefined) return [tableBundle(table)];
  return [{ "text/plain": typeof value === "string" ? value : inspect(value, { depth: 4 }) }];
}

/** The form of a value of the library; undefined for other values, also for those that only use the word `kind`. */
function bundlesByKind(value: Readonly<Record<string, unknown>>): readonly MimeBundle[] | undefined {
  switch (value.kind) {
    case "figure":
      if (isFigure(value)) return [figureBundle(value)];
      return isFigure(value.figure) ? [figureBundle(value.figure)] : undefined;
    case "page":
      return Array.isArray(value.sections) ? pageBundles(value as unknown as Page) : undefined;
    case "section":
      return Array.isArray(value.body) ? sectionBundles(value as unknown as PageSection) : undefined;
    case "description":
      return Array.isArray(value.columns)
        ? descriptionParts(value as unknown as FrameDescription).map(partBundle)
        : undefined;
    case "validation":
      return Array.isArray(value.violations)
        ? validationParts(value as unknown as Validation).map(partBundle)
        : undefined;
    case "evaluation":
      return Array.isArray(value.rows) ? evaluationParts(value as unknown as Evaluation).map(partBundle) : undefined;
    case "tuning":
      return Array.isArray(value.scores) ? tuningParts(value as unknown as Tuning<object>).map(partBundle) : undefined;
    case "cross-validation":
      return Array.isArray(value.folds)
        ? crossValidationParts(value as unknown as CrossValidation).map(partBundle)
        : undefined;
    case "dataset-drift":
      return Array.isArray(value.columns) ? driftParts(value as unknown as DatasetDrift).map(partBundle) : undefined;
    case "dictionary":
      return isObject(value.page) ? pageBundles((value as unknown as DataDictionary).page) : undefined;
    case "table":
      // A table itself is shown by `shownTable`, with its options.
      return isObject(value.table) ? [tableBundle(value.table as unknown as Table)] : undefined;
    case "callout":
      return value.markdown !== undefined || value.text !== undefined
        ? [partBundle(value as unknown as PagePart)]
        : undefined;
    case "live":
      return typeof value.payload === "string" ? [liveBundle(value as unknown as LivePage)] : undefined;
    case "cards":
      return Array.isArray(value.cards) ? [partBundle(value as unknown as PagePart)] : undefined;
    case "markdown":
    case "text":
    case "html":
      return typeof value[contents[value.kind]] === "string" ? [partBundle(value as unknown as PagePart)] : undefined;
    default:
      return undefined;
  }
}

const contents = { markdown: "markdown", text: "text", html: "html" } as const;

function pageBundles({ title, subtitle = "", sections }: Page): readonly MimeBundle[] {
  const heading = { kind: "markdown", markdown: `## ${title}\n\n${subtitle}` } as const;
  return [partBundle(heading), ...sections.flatMap(sectionBundles)];
}

function sectionBundles({ heading, body }: PageSection): readonly MimeBundle[] {
  return [partBundle({ kind: "markdown", markdown: `### ${heading}` }), ...body.map(partBundle)];
}

function partBundle(part: PagePart): MimeBundle {
  switch (part.kind) {
    case "figure":
      return figureBundle(part.figure);
    case "table":
      return tableBundle(part.table);
    case "markdown":
      return { "text/markdown": part.markdown, "text/plain": part.markdown };
    case "text":
      return { "text/plain": part.text };
    case "html":
      return { "text/html": part.html, "text/plain": htmlToText(part.html) };
    case "cards":
      return { "text/html": cardsHtml(part.cards), "text/plain": part.cards.map(cardText).join("\n") };
    case "callout": {
      const body = part.markdown ?? (typeof part.text === "string" ? part.text : part.text.join("\n"));
      const text = `${part.title ?? part.tone}: ${body}`;
      return { "text/html": withBorder(calloutHtml(part), part.tone), "text/plain": text };
    }
  }
}

/** A callout with an inline border, for JupyterLab, which has no style sheet of pages. */
function withBorder(html: string, tone: keyof typeof borders): string {
  return html.replace("<div ", `<div style="border-left: 4px solid ${borders[tone]}; padding-left: 12px" `);
}

const borders = { note: "#2b7bba", warning: "#d9730d", good: "#2a9178" } as const;

function tableBundle(table: Table): MimeBundle {
  return { "text/html": tableHtml(table), "text/plain": alignedTable(table) };
}

/** The HTML is for programs without Plotly: title and values. */
function figureBundle(figure: Pick<Figure, "data" | "layout" | "config">): MimeBundle {
  const { data, layout, config } = figure;
  const { title, source } = figureCaption(figure);
  const table = figureTable(figure);
  const values = { ...table, rows: table.rows.slice(0, 10) };
  const heading = title === "" ? "Figure" : title;
  const plotly = config === undefined ? { data, layout } : { data, layout, config };
  return {
    "application/vnd.plotly.v1+json": plotly as Json,
    "text/html": `<p><strong>${escapeHtml(heading)}</strong></p>\n${tableHtml(values)}${source === "" ? "" : `\n<p>${escapeHtml(source)}</p>`}`,
    "text/plain": [heading, alignedTable(values), source].filter((text) => text !== "").join("\n"),
  };
}

function htmlToText(html: string): string {
  return html
    .replace(/<(script|style)[\s\S]*?<\/\1>/gi, "")
    .replace(/<\/(p|tr|h\d|li|div|caption)>/gi, "\n")
    .replace(/<\/t[dh]>/gi, "  ")
    .replace(/<[^>]*>/g, "")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&")
    .replace(/[ \t]+\n/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object";
}

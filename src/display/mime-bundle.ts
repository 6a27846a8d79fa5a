import { inspect } from "node:util";
import type { Json } from "../core/json.js";
import type { MimeBundle } from "../notebook/format/notebook.js";
import { alignedTable } from "../report/aligned-table.js";
import { escapeHtml } from "../report/escape-html.js";
import { type Figure, isFigure } from "../report/figures/figure.js";
import { figureTable, figureCaption } from "../report/figures/figure-html.js";
import { calloutHtml } from "../report/page/callout-html.js";
import type { Page, PagePart, PageSection } from "../report/page/page.js";
import { type Table, tableHtml } from "../report/table-html.js";
import type { FrameDescription } from "../table/describe.js";
import type { DataDictionary } from "../table/schema/data-dictionary.js";
import type { Validation } from "../table/schema/validate-table.js";
import { descriptionParts } from "./description-parts.js";
import { type ShowTableOptions, shownTable } from "./shown-table.js";
import { validationParts } from "./validation-parts.js";

/** One or more values to display, each in several mime types, the plainest of them always text. */
export function mimeBundles(value: unknown, options: ShowTableOptions = {}): readonly MimeBundle[] {
  if (isFigure(value)) return [figureBundle(value)];
  if (isPage(value)) {
    const heading = { kind: "markdown", markdown: `## ${value.title}\n\n${value.subtitle ?? ""}` } as const;
    return [partBundle(heading), ...value.sections.flatMap(sectionBundles)];
  }
  if (isSection(value)) return sectionBundles(value);
  if (isDescription(value)) return descriptionParts(value).map(partBundle);
  if (isValidation(value)) return validationParts(value).map(partBundle);
  if (isDictionary(value)) return mimeBundles(value.page, options);
  if (isPart(value)) return [partBundle(value)];
  if (hasHtml(value)) return [{ "text/html": value.html, "text/plain": textOfHtml(value.html) }];
  const table = shownTable(value, options);
  if (table !== undefined) return [tableBundle(table)];
  return [{ "text/plain": typeof value === "string" ? value : inspect(value, { depth: 4 }) }];
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
      return { "text/html": part.html, "text/plain": textOfHtml(part.html) };
    case "callout": {
      const text = `${part.title ?? part.tone}: ${part.markdown}`;
      return { "text/html": edged(calloutHtml(part), part.tone), "text/plain": text };
    }
  }
}

/** A callout with an edge of its own, for places without the style of pages. */
function edged(html: string, tone: keyof typeof edges): string {
  return html.replace("<div ", `<div style="border-left: 4px solid ${edges[tone]}; padding-left: 12px" `);
}

const edges = { note: "#2b7bba", warning: "#d9730d", good: "#2a9178" } as const;

function tableBundle(table: Table): MimeBundle {
  return { "text/html": tableHtml(table), "text/plain": alignedTable(table) };
}

/** The HTML is what a place without plotly shows: title and values. */
function figureBundle(figure: Figure): MimeBundle {
  const { title, source } = figureCaption(figure);
  const table = figureTable(figure);
  const values = { ...table, rows: table.rows.slice(0, 10) };
  const heading = title === "" ? "Figure" : title;
  const { kind: _, ...plotly } = figure;
  return {
    "application/vnd.plotly.v1+json": plotly as Json,
    "text/html": `<p><strong>${escapeHtml(heading)}</strong></p>\n${tableHtml(values)}${source === "" ? "" : `\n<p>${escapeHtml(source)}</p>`}`,
    "text/plain": [heading, alignedTable(values), source].filter((text) => text !== "").join("\n"),
  };
}

function textOfHtml(html: string): string {
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

function isPage(value: unknown): value is Page {
  return isObject(value) && typeof value.title === "string" && Array.isArray(value.sections);
}

function isDescription(value: unknown): value is FrameDescription {
  return (
    isObject(value) && Array.isArray(value.correlations) && Array.isArray(value.columns) && Array.isArray(value.remarks)
  );
}

function isValidation(value: unknown): value is Validation {
  return isObject(value) && typeof value.ok === "boolean" && Array.isArray(value.broken) && "quarantined" in value;
}

function isDictionary(value: unknown): value is DataDictionary {
  return isObject(value) && Array.isArray(value.entries) && typeof value.markdown === "string" && isPage(value.page);
}

function isSection(value: unknown): value is PageSection {
  return isObject(value) && typeof value.heading === "string" && Array.isArray(value.body);
}

function isPart(value: unknown): value is PagePart {
  const kinds = ["markdown", "text", "html", "table", "figure", "callout"];
  return isObject(value) && typeof value.kind === "string" && kinds.includes(value.kind);
}

function hasHtml(value: unknown): value is { readonly html: string } {
  return isObject(value) && typeof value.html === "string";
}

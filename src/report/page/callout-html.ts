import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError } from "../../core/errors.js";
import { escapeHtml } from "../escape-html.js";
import { markdownHtml } from "../markdown/markdown-html.js";
import type { HeadingIds } from "./heading-ids.js";
import type { Callout } from "./page.js";

const titles = { note: "Note", warning: "Warning", good: "Good" } as const;

/** A callout as HTML, with a title that names its tone. Throws for an unknown tone. */
export function calloutHtml({ tone, title, markdown, text = "" }: Callout, ids?: HeadingIds): string {
  if (!Object.hasOwn(titles, tone)) {
    const tones = Object.keys(titles);
    throw new ArgumentError(
      `calloutHtml: unknown tone "${tone}"; expected ${tones.join(", ")}${didYouMean(String(tone), tones)}`,
    );
  }
  const word = title ?? titles[tone];
  const body = markdown === undefined ? textHtml(text) : markdownHtml(markdown, { topHeading: 3, ids });
  return `<div class="callout ${tone}" role="note"><p><strong class="tone">${escapeHtml(word)}</strong></p>\n${body}</div>`;
}

function textHtml(text: string | readonly string[]): string {
  if (typeof text === "string") return `<p>${escapeHtml(text)}</p>\n`;
  return `<ul>\n${text.map((line) => `<li>${escapeHtml(line)}</li>`).join("\n")}\n</ul>\n`;
}

import { escapeHtml } from "./escape-html.js";
import type { HeadingIds } from "./heading-ids.js";
import { markdownHtml } from "./markdown-html.js";
import type { Callout } from "./page.js";

const words = { note: "Note", warning: "Warning", good: "Good" } as const;

/** A remark that stands out, named by a word and not only by its colour. */
export function calloutHtml({ tone, title, markdown }: Callout, ids?: HeadingIds): string {
  const word = title ?? words[tone];
  const body = markdownHtml(markdown, { topHeading: 3, ...(ids === undefined ? {} : { ids }) });
  return `<div class="callout ${tone}" role="note"><p><strong class="tone">${escapeHtml(word)}</strong></p>\n${body}</div>`;
}

import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError } from "../../core/errors.js";
import { escapeHtml } from "../escape-html.js";
import { markdownHtml } from "../markdown-html.js";
import type { HeadingIds } from "./heading-ids.js";
import type { Callout } from "./page.js";

const words = { note: "Note", warning: "Warning", good: "Good" } as const;

/** A remark that stands out, named by a word and not only by its colour. Refuses a tone that has neither. */
export function calloutHtml({ tone, title, markdown }: Callout, ids?: HeadingIds): string {
  if (!Object.hasOwn(words, tone)) {
    const tones = Object.keys(words);
    throw new ArgumentError(
      `calloutHtml: no tone "${tone}"; there are ${tones.join(", ")}${didYouMean(String(tone), tones)}`,
    );
  }
  const word = title ?? words[tone];
  const body = markdownHtml(markdown, { topHeading: 3, ...(ids === undefined ? {} : { ids }) });
  return `<div class="callout ${tone}" role="note"><p><strong class="tone">${escapeHtml(word)}</strong></p>\n${body}</div>`;
}

import { escapeHtml } from "../escape-html.js";

/** A link to another page. */
export interface PageLink {
  readonly title: string;
  /** URL, relative to the page. */
  readonly href: string;
}

/** The neighbours of a page. */
export interface PageLinks {
  readonly index?: PageLink | undefined;
  readonly previous?: PageLink | undefined;
  readonly next?: PageLink | undefined;
}

/** The link to the index, for the top of a page; empty without one. */
export function indexLinkHtml({ index }: PageLinks): string {
  if (index === undefined) return "";
  return `<nav class="up" aria-label="Index"><a href="${escapeHtml(safeUrl(index.href))}">← ${escapeHtml(index.title)}</a></nav>\n`;
}

/** The links to the previous and the next page, for the end of a page; empty without them. */
export function neighbourLinksHtml({ previous, next }: PageLinks): string {
  if (previous === undefined && next === undefined) return "";
  const link = (target: PageLink | undefined, rel: "prev" | "next", label: string): string =>
    target === undefined
      ? "<span></span>"
      : `<a rel="${rel}" href="${escapeHtml(safeUrl(target.href))}"><small>${label}</small>${escapeHtml(target.title)}</a>`;
  return `<nav class="neighbours" aria-label="Pages">${link(previous, "prev", "Previous")}${link(next, "next", "Next")}</nav>\n`;
}

/**
 * A URL that cannot run a script: others become an empty link.
 *
 * @example safeUrl("javascript:alert(1)") // "#"
 */
export function safeUrl(href: string): string {
  return /^(https?:|\.{0,2}\/|#|[^:]*$)/i.test(href.trim()) ? href : "#";
}

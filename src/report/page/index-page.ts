import { escapeHtml } from "../escape-html.js";
import type { Page, PageSection } from "./page.js";
import { safeUrl } from "./page-links.js";

/** A page that an index leads to. */
export interface IndexEntry {
  readonly title: string;
  /** URL, relative to the index page; an entry without one has no page. */
  readonly href?: string | undefined;
  /** One or two sentences: the finding of the page. */
  readonly summary?: string | undefined;
  /** What data the page was made from; shown on the index. */
  readonly data?: "real" | "sample" | undefined;
  /** When it was made. */
  readonly when?: Date | undefined;
  /** Entries of one group are listed under one heading. Default "Reports". */
  readonly group?: string | undefined;
}

/**
 * A page that lists other pages, for `renderPage`: groups and entries in the order given.
 *
 * @example const html = renderPage(indexPage([{ title: "Drift", href: "drift.html" }], { title: "Reports of May" }));
 */
export function indexPage(
  entries: readonly IndexEntry[],
  { title = "Reports", subtitle }: { readonly title?: string | undefined; readonly subtitle?: string | undefined } = {},
): Page {
  const groups = new Map<string, IndexEntry[]>();
  for (const entry of entries) {
    const group = entry.group ?? "Reports";
    groups.set(group, [...(groups.get(group) ?? []), entry]);
  }
  const sections = [...groups].map(
    ([heading, list]): PageSection => ({
      heading,
      body: [{ kind: "html", html: `<ul class="pages">\n${list.map(entryHtml).join("\n")}\n</ul>` }],
    }),
  );
  const empty: PageSection = { heading: "Reports", body: [{ kind: "text", text: "No reports yet." }] };
  return {
    kind: "page",
    title,
    subtitle,
    sections: sections.length === 0 ? [empty] : sections,
  };
}

function entryHtml({ title, href, summary, data, when }: IndexEntry): string {
  const facts = [
    data === undefined ? "" : data === "real" ? "real data" : "sample data",
    when === undefined ? "" : `made ${when.toISOString().slice(0, 16).replace("T", " ")} UTC`,
  ].filter((fact) => fact !== "");
  const text = summary === undefined ? "" : `<p>${escapeHtml(summary)}</p>`;
  const line = facts.length === 0 ? "" : `<p class="label">${facts.join(" · ")}</p>`;
  const name =
    href === undefined
      ? `<strong>${escapeHtml(title)}</strong>`
      : `<a href="${escapeHtml(safeUrl(href))}">${escapeHtml(title)}</a>`;
  return `<li>${name}${text}${line}</li>`;
}

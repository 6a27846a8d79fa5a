import { ArgumentError } from "../../core/errors.js";
import { escapeHtml } from "../escape-html.js";
import type { Figure } from "../figures/figure.js";
import { figureBundle } from "../figures/figure-bundle.js";
import { figureHtml } from "../figures/figure-html.js";
import { type Heading, type MarkdownOptions, markdownHtml } from "../markdown/markdown-html.js";
import { tableHtml } from "../tables/table-html.js";
import { calloutHtml } from "./callout-html.js";
import { cardsHtml } from "./cards-html.js";
import { headingIds } from "./heading-ids.js";
import type { Page, PagePart } from "./page.js";
import { pageShell } from "./page-shell.js";

/**
 * A page as one self-contained HTML file that opens offline: light and dark theme, table of contents, figures drawn by
 * `page.plotlySource`.
 *
 * @example await writeFile("report.html", renderPage({ title: "Sales", sections: [{ heading: "May", body: [] }] }));
 */
export function renderPage(page: Page): string {
  if (typeof page?.title !== "string" || page.title.trim() === "") {
    throw new ArgumentError('renderPage: expected a title, got none; add title: "How accurate is the forecast?"');
  }
  const ids = headingIds(["content"]);
  const contents: Heading[] = [];
  const figures: Figure[] = [];
  const sections = page.sections.map(({ heading, body }) => {
    const id = ids(heading);
    contents.push({ level: 1, text: heading, id });
    const parts = body.map((part) => {
      if (part.kind === "figure") figures.push(part.figure);
      return partHtml(part, { ids, figureId: `figure_${figures.length}`, live: page.plotlySource !== undefined });
    });
    return `<section aria-labelledby="${id}">\n<h2 id="${id}">${escapeHtml(heading)}</h2>\n${parts.join("\n")}\n</section>`;
  });
  return pageShell({
    title: page.title,
    subtitleHtml: page.subtitle === undefined ? undefined : markdownHtml(page.subtitle, { ids, topHeading: 2 }),
    contents,
    links: page.links,
    mainHtml: sections.join("\n"),
    footerHtml: page.footer === undefined ? undefined : markdownHtml(page.footer, { ids, topHeading: 2 }),
    language: page.language,
    ...(figures.length > 0 && page.plotlySource !== undefined
      ? { plotlySource: page.plotlySource, webgl: figureBundle(figures) === "full" }
      : {}),
  });
}

interface PartContext extends Required<Pick<MarkdownOptions, "ids">> {
  readonly figureId: string;
  readonly live: boolean;
}

function partHtml(part: PagePart, { ids, figureId, live }: PartContext): string {
  switch (part.kind) {
    case "markdown":
      return markdownHtml(part.markdown, { ids, topHeading: 3 });
    case "text":
      return part.text
        .split(/\n\s*\n/)
        .map((paragraph) => `<p>${escapeHtml(paragraph.trim())}</p>`)
        .join("\n");
    case "html":
      return part.html;
    case "table":
      return `<div class="scroll">${tableHtml(part.table)}</div>`;
    case "figure": {
      const note = part.note === undefined ? {} : { note: markdownHtml(part.note, { ids, topHeading: 3 }) };
      return figureHtml(part.figure, { id: figureId, live, ...note });
    }
    case "cards":
      return cardsHtml(part.cards);
    case "callout":
      return calloutHtml(part, ids);
    default:
      throw new ArgumentError(
        `renderPage: unknown part kind "${(part as PagePart).kind}"; expected markdown, text, html, table, figure, cards or callout`,
      );
  }
}

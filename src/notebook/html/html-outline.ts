import { headingLevels, markdownHtml } from "../../report/markdown/markdown-html.js";
import type { Cell, Notebook } from "../format/notebook.js";

/** How a notebook is laid out on a page. */
export interface Outline {
  readonly title: string;
  /** The cells, the first heading taken out where it became the title. */
  readonly cells: readonly Cell[];
  /** The level of the next heading from the level that is written; below the title, and never a level left out. */
  readonly levelOf: (written: number) => number;
}

/**
 * Title, cells and levels of headings. The title is the first heading of the notebook, else its metadata's, else the
 * file's name.
 */
export function outline(
  notebook: Notebook,
  { title, path }: { readonly title?: string | undefined; readonly path?: string | undefined },
): Outline {
  const cells = [...notebook.cells];
  const first = cells.findIndex((cell) => cell.cell_type === "markdown" && cell.source.trim() !== "");
  const opening = cells[first];
  const found = opening === undefined ? null : titlePattern.exec(opening.source);
  const text = found === null ? "" : plainHeading(found[2] ?? found[3]?.replace(/<[^>]*>/g, "") ?? "").trim();
  const heading = text === "" ? undefined : text; // a heading may be a picture alone
  if (opening !== undefined && found !== null && heading !== undefined && opening.cell_type === "markdown") {
    cells[first] = { ...opening, source: (found[1] ?? "") + opening.source.slice(found[0].length) };
  }
  const named = notebook.metadata.title;
  const fileName = path
    ?.split(/[\\/]/)
    .at(-1)
    ?.replace(/(\.executed)?\.ipynb$/, "");
  const levels = cells.flatMap((cell) => (cell.cell_type === "markdown" ? headingLevels(cell.source) : []));
  const shift = levels.length === 0 ? 0 : 2 - Math.min(...levels);
  let last = 1;
  return {
    title:
      title ?? heading ?? (typeof named === "string" && named !== "" ? named : undefined) ?? fileName ?? "Notebook",
    cells,
    levelOf: (written) => {
      last = Math.max(2, Math.min(written + shift, last + 1));
      return last;
    },
  };
}

/** A first heading in Markdown, or in HTML with the start tags before it. */
const titlePattern =
  /^(\s*(?:<(?:div|center|p)\b[^<>]*>\s*)*)(?:#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\r?\n|$)|<h1\b[^<>]*>([\s\S]*?)<\/h1>)/i;

/** A heading's text without the marks of Markdown. */
function plainHeading(markdown: string): string {
  let text = markdown;
  markdownHtml(`# ${markdown}`, { onHeading: (heading) => (text = heading.text), sanitize: (html) => html });
  return text;
}

import { errorMessage } from "../../core/error-message.js";
import { plotlySource } from "../../display/plotly-source.js";
import { type Notebook, parseNotebook } from "../../notebook/format/notebook.js";
import { exportHtml } from "../../notebook/html/export-html.js";
import { notebookFigures } from "../../notebook/html/html-figure.js";
import { sanitizedHtml } from "../../notebook/html/html-sanitize.js";
import { escapeHtml } from "../../report/escape-html.js";
import { markdownHtml } from "../../report/markdown/markdown-html.js";
import { pageShell } from "../../report/page/page-shell.js";

/** Whether an artifact is a notebook or Markdown, which a page shows as HTML. */
export function isRenderedFile(path: string): boolean {
  return /\.(ipynb|md|markdown)$/i.test(path);
}

/**
 * A notebook or Markdown as an HTML page without anything that runs of it; with `withFigures` the page draws the
 * figures of a notebook, else they are tables of their values. A file that is not a notebook is shown as text.
 */
export async function artifactPage(
  text: string,
  path: string,
  { withFigures = false }: { readonly withFigures?: boolean | undefined } = {},
): Promise<string> {
  const title = path.split("/").at(-1) ?? path;
  if (!/\.ipynb$/i.test(path)) return pageShell({ title, contents: [], mainHtml: safeMarkdown(text) });
  let notebook: Notebook;
  try {
    notebook = parseNotebook(text, path);
  } catch (thrown) {
    const mainHtml = `<p>${escapeHtml(errorMessage(thrown))}</p>\n<pre>${escapeHtml(text)}</pre>`;
    return pageShell({ title, contents: [], mainHtml });
  }
  const figures = withFigures ? notebookFigures(notebook) : [];
  const source = figures.length === 0 ? undefined : await plotlySource(figures);
  return exportHtml(notebook, { path, code: "show", plotlySource: source });
}

/** Markdown as safe HTML: no script, nothing from the network. */
export function safeMarkdown(text: string): string {
  return markdownHtml(text, { topHeading: 2, sanitize: (html) => sanitizedHtml(html).html });
}

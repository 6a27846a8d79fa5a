import { formatDuration } from "../../core/format-duration.js";
import { escapeHtml } from "../../report/escape-html.js";
import { figureBundle } from "../../report/figures/figure-bundle.js";
import type { Heading } from "../../report/markdown/markdown-html.js";
import type { PageLinks } from "../../report/page/page-links.js";
import { pageShell } from "../../report/page/page-shell.js";
import { cellTags } from "../cells/cell-tags.js";
import type { Cell, CodeCell, MarkdownCell, Notebook, RawCell } from "../format/notebook.js";
import { withoutFailureBanner } from "../run/failure-banner.js";
import { notebookRecord, withRecord } from "../verify/page-record.js";
import { attachedHtml } from "./html-attached.js";
import { attachment, withAttachmentUris } from "./html-attachment.js";
import { cellView, type Showing } from "./html-cell-view.js";
import { type OutputContext, safeMarkdownHtml } from "./html-display.js";
import { notebookFigures } from "./html-figure.js";
import { highlightedCode } from "./html-highlight.js";
import { leftOutHtml } from "./html-left-out.js";
import { type LiveProgram, notebookHasLivePages } from "./html-live.js";
import { outline } from "./html-outline.js";
import { outputsHtml } from "./html-output.js";
import { displayPath, factsHtml, parametersHtml, type RunFacts, runFacts } from "./html-run-facts.js";
import { sanitizedHtml } from "./html-sanitize.js";
import { stateHtml } from "./html-state.js";
import { code as notebookStyle } from "./notebook.css?bundled";
import { pageAnchors } from "./page-anchors.js";

/** How a notebook becomes a page. */
export interface ExportHtmlOptions {
  /** How code is shown where a cell's metadata does not decide. @default "fold" */
  readonly code?: Showing | undefined;
  /** Default: the notebook's first heading, else its `title` in the metadata, else `path`. */
  readonly title?: string | undefined;
  /** Links to the index, the previous and the next page. */
  readonly links?: PageLinks | undefined;
  /** The notebook's path, for the title and the footer when its metadata has none. */
  readonly path?: string | undefined;
  /** Plotly, as `renderPage` takes it. Without it figures are tables of their values. */
  readonly plotlySource?: string | undefined;
  /** Computes live pages; without it their summaries are shown. */
  readonly program?: LiveProgram | undefined;
  /** The data URI of a picture that is named by a path; undefined leaves it out. */
  readonly picture?: ((path: string) => string | undefined) | undefined;
  /** Insert HTML and script of the notebook unchanged: only for notebooks that you trust. @default false */
  readonly trust?: boolean | undefined;
  /** A file for download from the page, usually the notebook itself. */
  readonly attached?: { readonly name: string; readonly text: string } | undefined;
  /** Called with the title of the page. */
  readonly onTitle?: ((title: string) => void) | undefined;
  /** Called for every cell, from 1, with its size in bytes on the page. */
  readonly onCell?: ((cell: number, bytes: number) => void) | undefined;
}

/**
 * A notebook as one HTML file that opens without network. The notebook cannot run script in it: Markdown and HTML
 * outputs are sanitised, and figures are drawn from data alone.
 *
 * @example const html = exportHtml(await readNotebook("analysis.ipynb"), { code: "fold" });
 */
export function exportHtml(given: Notebook, options: ExportHtmlOptions = {}): string {
  const notebook = withoutFailureBanner(given);
  const facts = runFacts(notebook);
  const { title, cells, levelOf } = outline(notebook, options);
  options.onTitle?.(title);
  const contents: Heading[] = [];
  const drawn = notebookFigures(notebook);
  const figures = options.plotlySource !== undefined && drawn.length > 0;
  const hasLivePages = notebookHasLivePages(notebook);
  const trust = options.trust === true;
  let figureCount = 0;
  let scopeCount = 0;
  const context: PageContext = {
    options,
    facts,
    language: getLanguage(notebook),
    anchors: pageAnchors(),
    macros: {},
    picture: (path) => options.picture?.(path),
    live: figures,
    program: options.program,
    trust,
    nextScope: () => `html_${++scopeCount}`,
    nextFigureId: () => `figure_${++figureCount}`,
    headingLevel: levelOf,
    onHeading: (heading) => {
      if (heading.level <= 3) contents.push({ ...heading, level: heading.level - 1 });
    },
  };
  const body = cells
    .map((cell, index) => {
      const html = cellHtml(cell, index, context);
      options.onCell?.(index + 1, Buffer.byteLength(html));
      return html;
    })
    .filter((html) => html !== "");
  const html = pageShell({
    title,
    links: options.links,
    contents,
    mainHtml: [stateHtml(notebook, facts), ...body].filter((html) => html !== "").join("\n"),
    footerHtml: footerHtml(facts, cells, options),
    moreStyle: `${notebookStyle}${hasLivePages ? (options.program?.style ?? "") : ""}`,
    program: hasLivePages ? options.program?.script : undefined,
    trust,
    webgl: figureBundle(drawn) === "full",
    ...(figures && options.plotlySource !== undefined ? { plotlySource: options.plotlySource } : {}),
  });
  return withRecord(html, notebookRecord(notebook, options.path));
}

interface PageContext extends Omit<OutputContext, "cellNumber"> {
  readonly options: ExportHtmlOptions;
  readonly facts: RunFacts;
  readonly language: string;
  readonly headingLevel: (written: number) => number;
  readonly onHeading: (heading: Heading) => void;
}

function cellHtml(cell: Cell, index: number, context: PageContext): string {
  if (cellTags(cell).some((tag) => /^(remove[-_]cell|test)$/.test(tag))) return "";
  const isCode = cell.cell_type === "code";
  if (cell.source.trim() === "" && !(isCode && cell.outputs.length > 0)) return "";
  const html = isCode ? codeCellHtml(cell, index, context) : textCellHtml(cell, context);
  if (html === "") return "";
  // The form of JupyterLab, which links in notebooks use.
  const anchor = cell.id === undefined ? "" : `<span id="cell-id=${escapeHtml(cell.id)}"></span>`;
  return `<div class="cell ${cell.cell_type}-cell" id="cell_${index + 1}">${anchor}\n${html}\n</div>`;
}

function textCellHtml(cell: MarkdownCell | RawCell, context: PageContext): string {
  const picture = (source: string): string | undefined => attachment(cell, source) ?? context.picture(source);
  const format =
    cell.cell_type === "raw"
      ? String(cell.metadata.raw_mimetype ?? cell.metadata.format ?? "text/plain")
      : "text/markdown";
  switch (format) {
    case "text/markdown": {
      const { headingLevel, onHeading } = context;
      return safeMarkdownHtml(withAttachmentUris(cell.source), { ...context, picture }, { headingLevel, onHeading });
    }
    case "text/html": {
      if (context.trust) return cell.source;
      const { html, leftOut } = sanitizedHtml(cell.source, { takeId: context.anchors.takeId, picture });
      return html + leftOutHtml(leftOut);
    }
    case "text/plain":
      return `<pre>${escapeHtml(cell.source)}</pre>`;
    default:
      return leftOutHtml([`a cell in the format ${escapeHtml(format)}`]);
  }
}

function codeCellHtml(cell: CodeCell, index: number, context: PageContext): string {
  const { parameters } = context.facts;
  if (cellTags(cell).includes("injected-parameters") && parameters !== undefined) {
    return parametersHtml(parameters, "Parameters of this run");
  }
  const view = cellView(cell, context.options.code ?? "fold");
  const outputs = view.outputs === "hide" ? "" : outputsHtml(cell.outputs, { ...context, cellNumber: index + 1 });
  const shown =
    outputs === ""
      ? ""
      : view.outputs === "fold"
        ? `<details class="long"><summary>Output</summary><div class="outputs">${outputs}</div></details>`
        : `<div class="outputs">\n${outputs}\n</div>`;
  return [codeHtml(cell, view.code, context.language), shown].filter((html) => html !== "").join("\n");
}

function codeHtml(cell: CodeCell, showing: Showing, language: string): string {
  if (showing === "hide" || cell.source.trim() === "") return "";
  const count = cell.execution_count === null ? "" : ` [${cell.execution_count}]`;
  const { duration_ms: duration } = (cell.metadata.cuaderno ?? {}) as { readonly duration_ms?: unknown };
  const time = typeof duration === "number" && duration >= 1_000 ? `, ${formatDuration(duration)}` : "";
  const label = `Code${count}${time}`;
  const code = `<button type="button" class="copy" hidden>Copy</button><pre><code>${highlightedCode(cell.source, language)}</code></pre>`;
  return showing === "fold"
    ? `<details class="code"><summary>${label}</summary>${code}</details>`
    : `<div class="code"><p class="label">${label}</p>${code}</div>`;
}

function footerHtml(facts: RunFacts, cells: readonly Cell[], { path, attached }: ExportHtmlOptions): string {
  const shownAlready = cells.some((cell) => cellTags(cell).includes("injected-parameters"));
  const parameters = Object.entries(facts.parameters ?? {});
  const values = parameters.map(([name, value]) => `${name} = ${JSON.stringify(value)}`).join(", ");
  const known = facts.facts.some(([name]) => name === "Notebook");
  const all: RunFacts["facts"] = [
    ...(known || path === undefined ? [] : [["Notebook", displayPath(path)] as const]),
    ...facts.facts,
    ...(values === "" || shownAlready ? [] : [["Parameters", values] as const]),
  ];
  return `${factsHtml(all)}${attached === undefined ? "" : `\n${attachedHtml(attached)}`}`;
}

function getLanguage({ metadata }: Notebook): string {
  const { name } = (metadata.language_info ?? {}) as { readonly name?: unknown };
  const { language } = (metadata.kernelspec ?? {}) as { readonly language?: unknown };
  return (
    ([name, language].find((given) => typeof given === "string" && given !== "") as string | undefined) ?? "typescript"
  );
}

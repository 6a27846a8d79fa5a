import { dirname, join } from "node:path";
import { plotlySource } from "../../display/plotly-source.js";
import { writeFileAtomically } from "../../files/write-file-atomically.js";
import { openStore } from "../../io/stores/open-store.js";
import { serializeNotebook } from "../../notebook/format/serialize-notebook.js";
import { type ExportHtmlOptions, exportHtml } from "../../notebook/html/export-html.js";
import { notebookFigures } from "../../notebook/html/html-figure.js";
import { type LiveProgram, notebookHasLivePages } from "../../notebook/html/html-live.js";
import { isUri } from "../run/is-uri.js";
import { notebookName } from "../run/notebook-name.js";
import { readNotebook } from "../run/read-notebook.js";
import { maskedNotebook } from "./masked-notebook.js";
import { notebookPictures } from "./notebook-pictures.js";

/** How a notebook file is exported. */
export interface ExportNotebookOptions extends Pick<ExportHtmlOptions, "code" | "links" | "title" | "trust"> {
  /** A path or `s3://bucket/key`. @default `name.html` next to the notebook */
  readonly output?: string | undefined;
  /**
   * Whether figures are drawn: "embed" (default) includes Plotly, once and only if needed; "none" shows their values.
   */
  readonly plotly?: "embed" | "none" | undefined;
  /**
   * Whether live pages compute: "embed" (default) includes their data and program; "none" shows what they show at
   * first.
   */
  readonly live?: "embed" | "none" | undefined;
  /** Attach the notebook to the page, with a link to save it. Default: false. */
  readonly attach?: boolean | undefined;
}

/** An exported page. */
export interface ExportedNotebook {
  readonly output: string;
  readonly bytes: number;
  readonly title: string;
  /** The largest cells of a page above 5 MB, largest first; else empty. */
  readonly heaviest: readonly CellWeight[];
}

/** Size of a cell in a page. */
export interface CellWeight {
  /** From 1, text cells counted. */
  readonly cell: number;
  readonly bytes: number;
}

const largePage = 5_000_000;

/**
 * Exports a notebook, executed or not, as one self-contained HTML file that opens offline. The file is written
 * atomically. Secrets are masked as in a run, also in a notebook that was run elsewhere.
 *
 * @example
 * const { bytes } = await exportNotebook("notebooks/01-explore.ipynb", { output: "reports/01-explore.html" });
 */
export async function exportNotebook(path: string, options: ExportNotebookOptions = {}): Promise<ExportedNotebook> {
  const notebook = maskedNotebook(await readNotebook(path), path);
  const name = notebookName(path);
  const output = options.output ?? pagePath(path, `${name}.html`);
  const figures = options.plotly === "none" ? [] : notebookFigures(notebook);
  const plotly = figures.length === 0 ? undefined : await plotlySource(figures);
  const weights: CellWeight[] = [];
  let title = name;
  const html = exportHtml(notebook, {
    path,
    picture: notebookPictures(dirname(path)),
    onCell: (cell, bytes) => weights.push({ cell, bytes }),
    onTitle: (found) => (title = found),
    trust: options.trust === true,
    links: options.links,
    code: options.code,
    title: options.title,
    plotlySource: plotly,
    program: notebookHasLivePages(notebook) ? await loadLiveProgram(options.live === "none") : undefined,
    attached: options.attach ? { name: `${name}.ipynb`, text: serializeNotebook(notebook) } : undefined,
  });
  await writePage(output, html);
  const bytes = Buffer.byteLength(html);
  return { output, bytes, title, heaviest: bytes > largePage ? heaviest(weights) : [] };
}

/** Loaded for pages that need it: it brings every model. */
async function loadLiveProgram(isStill: boolean): Promise<LiveProgram> {
  const { liveProgram } = await import("../../live/live-program.js");
  return liveProgram({ isStill });
}

/** Next to the notebook; the page of a notebook on the web is in the working folder. */
function pagePath(notebook: string, name: string): string {
  if (!isUri(notebook)) return join(dirname(notebook), name);
  return /^https?:/i.test(notebook) ? name : notebook.replace(/[^/]*$/, name);
}

/** A page appears when it is complete, in a folder or a bucket. */
async function writePage(output: string, html: string): Promise<void> {
  if (!isUri(output)) return writeFileAtomically(output, html, { caller: "exportNotebook" });
  const { store, key } = await openStore(output, { caller: "exportNotebook" });
  await store.write(key, Buffer.from(html));
}

function heaviest(weights: readonly CellWeight[]): readonly CellWeight[] {
  return [...weights]
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 3)
    .filter(({ bytes }) => bytes > 100_000);
}

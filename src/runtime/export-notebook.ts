import { readFileSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, join, relative, resolve } from "node:path";
import { type ExportHtmlOptions, exportHtml } from "../notebook/export-html.js";
import { hasFigures } from "../notebook/html-figure.js";
import { highlightedCode } from "../notebook/html-highlight.js";
import { sanitizedHtml } from "../notebook/html-sanitize.js";
import { writeFileAtomically } from "../notebook/write-file-atomically.js";
import { markdownHtml } from "../report/markdown-html.js";
import { plotlySource } from "./plotly-source.js";
import { readNotebook } from "./run-notebook.js";

/** How a notebook file is exported. */
export interface ExportNotebookOptions extends Pick<ExportHtmlOptions, "code" | "title"> {
  /** Default: beside the notebook, `name.html`. */
  readonly output?: string;
  /** Whether figures are drawn: "embed" (default) puts plotly into the page, once and only when needed; "none" shows their values. */
  readonly plotly?: "embed" | "none";
}

/** What was written. */
export interface ExportedNotebook {
  readonly output: string;
  readonly bytes: number;
  readonly title: string;
}

/**
 * Writes a notebook, executed or not, as one HTML file that opens by double click without network. The file is there whole or not at all.
 */
export async function exportNotebook(path: string, options: ExportNotebookOptions = {}): Promise<ExportedNotebook> {
  const notebook = await readNotebook(path);
  const output =
    options.output ?? join(dirname(path), `${basename(path, extname(path)).replace(/\.executed$/, "")}.html`);
  const draw = options.plotly !== "none" && hasFigures(notebook);
  const source = draw ? plotlySource() : undefined;
  loadRenderers();
  const plotly = await source;
  const html = exportHtml(notebook, {
    place: path,
    picture: pictureReader(dirname(path)),
    ...(options.code === undefined ? {} : { code: options.code }),
    ...(options.title === undefined ? {} : { title: options.title }),
    ...(plotly === undefined ? {} : { plotlySource: plotly }),
  });
  await writeFileAtomically(output, html, "exportNotebook");
  const title = /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? "";
  return { output, bytes: Buffer.byteLength(html), title };
}

/** Plotly is packed in another thread; meanwhile this one loads what pages are made with. */
function loadRenderers(): void {
  markdownHtml("");
  sanitizedHtml("<p></p>");
  highlightedCode("", "typescript");
}

const types: Readonly<Record<string, string>> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".svg": "image/svg+xml",
};

/** Reads pictures that lie in the notebook's folder or below it; a notebook cannot reach other files of its reader. */
function pictureReader(folder: string): (path: string) => string | undefined {
  return (source) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(source)) return undefined;
    const file = resolve(folder, source);
    const inside = relative(folder, file);
    const type = types[extname(file).toLowerCase()];
    if (type === undefined || inside.startsWith("..") || isAbsolute(inside)) return undefined;
    try {
      return `data:${type};base64,${readFileSync(file).toString("base64")}`;
    } catch {
      return undefined;
    }
  };
}

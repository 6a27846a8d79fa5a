import { stat } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { errorMessage } from "../../core/error-message.js";
import { InterruptedError } from "../../core/errors.js";
import { writeFileAtomically } from "../../files/write-file-atomically.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { outline } from "../../notebook/html/html-outline.js";
import { type IndexEntry, indexPage } from "../../report/page/index-page.js";
import type { PageLink, PageLinks } from "../../report/page/page-links.js";
import { renderPage } from "../../report/page/render-page.js";
import { notebookPaths } from "../run/notebook-paths.js";
import { readNotebook } from "../run/read-notebook.js";
import { type ExportedNotebook, type ExportNotebookOptions, exportNotebook } from "./export-notebook.js";
import { maskedNotebook } from "./masked-notebook.js";

/** How a folder of notebooks is exported. */
export interface ExportFolderOptions extends Omit<ExportNotebookOptions, "output" | "title" | "links"> {
  /**
   * The folder for pages, with the subfolders of the notebooks.
   * @default each page next to its notebook
   */
  readonly output?: string | undefined;
  /**
   * The title of the index page.
   * @default "Notebooks"
   */
  readonly title?: string | undefined;
  /** Called for every page that was written. */
  readonly onPage?: ((page: ExportedNotebook) => void) | undefined;
  /** Called for every notebook that could not be exported. */
  readonly onFailure?: ((failure: FailedExport) => void) | undefined;
}

/** A notebook that could not be exported. */
export interface FailedExport {
  readonly notebook: string;
  readonly message: string;
}

/** The pages of a folder. */
export interface ExportedFolder {
  readonly index: string;
  readonly pages: readonly ExportedNotebook[];
  readonly failed: readonly FailedExport[];
}

/**
 * Exports every notebook of a folder and its subfolders as a page, and an `index.html` with links to them; each page
 * has links to the index, the previous and the next page. If there is an executed copy next to a notebook, the copy is
 * exported. A notebook that cannot be exported is listed on the index, and does not end the export of the others.
 *
 * @throws NotFoundError for a folder without notebooks.
 * @example const { pages } = await exportFolder("notebooks", { output: "reports" });
 */
export async function exportFolder(
  folder: string,
  { output = folder, title = "Notebooks", onPage, onFailure, ...options }: ExportFolderOptions = {},
): Promise<ExportedFolder> {
  const paths = await notebookPaths(["."], resolve(folder), "exportFolder");
  const entries = await Promise.all(paths.map((path) => readEntry(folder, output, path)));
  const index = join(output, "index.html");
  const readable = entries.filter((entry) => entry.link !== undefined);
  const pages: ExportedNotebook[] = [];
  const failed: FailedExport[] = [];
  for (const entry of entries) {
    try {
      if (entry.failure !== undefined) throw entry.failure;
      const links = pageLinks(entry, readable, { index, title });
      const page = await exportNotebook(entry.notebook, { ...options, links, output: entry.target });
      onPage?.(page);
      pages.push(page);
    } catch (failure) {
      if (failure instanceof InterruptedError) throw failure;
      const found = { notebook: entry.notebook, message: errorMessage(failure) };
      onFailure?.(found);
      failed.push(found);
    }
  }
  const messages = new Map(failed.map(({ notebook, message }) => [notebook, message]));
  const listed = entries.map((entry) => toIndexEntry(entry, messages.get(entry.notebook)));
  await writeFileAtomically(index, renderPage(indexPage(listed, { title })), { caller: "exportFolder" });
  return { index, pages, failed };
}

interface FolderEntry {
  /** The notebook, or its executed copy. */
  readonly notebook: string;
  /** Its path below the folder. */
  readonly path: string;
  readonly target: string;
  /** The link from the index; undefined for a notebook that cannot be read. */
  readonly link: PageLink | undefined;
  readonly facts: Pick<IndexEntry, "summary" | "when">;
  readonly failure: unknown;
}

async function readEntry(folder: string, output: string, path: string): Promise<FolderEntry> {
  const executed = path.replace(/\.ipynb$/, ".executed.ipynb");
  const notebook = join(folder, (await exists(join(folder, executed))) ? executed : path);
  const target = join(output, path.replace(/\.ipynb$/, ".html"));
  try {
    const content = maskedNotebook(await readNotebook(notebook), notebook);
    const { title } = outline(content, { path: notebook });
    const link = { title, href: toHref(relative(output, target)) };
    return { notebook, path, target, link, facts: indexFacts(content), failure: undefined };
  } catch (failure) {
    return { notebook, path, target, link: undefined, facts: {}, failure };
  }
}

function pageLinks(
  entry: FolderEntry,
  readable: readonly FolderEntry[],
  { index, title }: { readonly index: string; readonly title: string },
): PageLinks {
  const position = readable.indexOf(entry);
  const from = dirname(entry.target);
  const link = (other: FolderEntry | undefined): PageLink | undefined =>
    other?.link === undefined ? undefined : { title: other.link.title, href: toHref(relative(from, other.target)) };
  return {
    index: { title, href: toHref(relative(from, index)) },
    previous: link(readable[position - 1]),
    next: link(readable[position + 1]),
  };
}

function toHref(path: string): string {
  return path
    .split(/[\\/]/)
    .map((part) => (part === ".." ? part : encodeURIComponent(part)))
    .join("/");
}

function toIndexEntry({ path, link, facts }: FolderEntry, message: string | undefined): IndexEntry {
  const folder = dirname(path);
  const group = folder === "." ? "Notebooks" : folder.split("\\").join("/");
  if (message !== undefined) return { title: path, group, summary: `Could not be exported: ${message}` };
  return { title: link?.title ?? path, href: link?.href, group, ...facts };
}

function indexFacts(notebook: Notebook): FolderEntry["facts"] {
  const run = (notebook.metadata.cuaderno ?? {}) as { readonly status?: unknown; readonly ended?: unknown };
  const code = notebook.cells.filter((cell) => cell.cell_type === "code");
  const ran = code.some((cell) => cell.outputs.length > 0 || cell.execution_count !== null) || run.status !== undefined;
  const state = !ran && code.length > 0 ? "Not executed." : run.status === "failed" ? "This run failed." : "";
  const summary = [state, firstSentences(notebook)].filter((text) => text !== "").join(" ");
  const ended = new Date(typeof run.ended === "string" ? run.ended : "");
  return {
    summary: summary === "" ? undefined : summary,
    when: Number.isNaN(ended.getTime()) ? undefined : ended,
  };
}

/** The first paragraph of the notebook's text, without Markdown syntax and at most a few lines long. */
function firstSentences({ cells }: Notebook): string {
  const text = cells.filter((cell) => cell.cell_type === "markdown").map(({ source }) => source);
  const paragraph = text
    .join("\n\n")
    .split(/\n\s*\n/)
    .map((part) => part.replace(/^#+ .*$/gm, "").trim())
    .find((part) => part !== "" && !/^([|!<>$`-]|\d+\.)/.test(part));
  const plain = (paragraph ?? "")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_`]/g, "")
    .replace(/^Question[.:]\s+/, "")
    .replace(/\s+/g, " ");
  return plain.length <= 240 ? plain : `${plain.slice(0, 240).replace(/\s\S*$/, "")}…`;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

import { stat } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { writeFileAtomically } from "../../files/write-file-atomically.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { type IndexEntry, indexPage } from "../../report/page/index-page.js";
import { renderPage } from "../../report/page/render-page.js";
import { notebookPaths } from "../run/notebook-paths.js";
import { readNotebook } from "../run/read-notebook.js";
import { type ExportedNotebook, type ExportNotebookOptions, exportNotebook } from "./export-notebook.js";
import { maskedNotebook } from "./masked-notebook.js";

/** How a folder of notebooks is exported. */
export interface ExportFolderOptions extends Omit<ExportNotebookOptions, "output" | "title"> {
  /** The folder for pages, with the subfolders of the notebooks. Default: each page next to its notebook. */
  readonly output?: string;
  /** The title of the index page. Default: "Notebooks". */
  readonly title?: string;
  /** Called for every page that was written. */
  readonly onPage?: (page: ExportedNotebook) => void;
}

/** The pages of a folder. */
export interface ExportedFolder {
  readonly index: string;
  readonly pages: readonly ExportedNotebook[];
}

/**
 * Exports every notebook of a folder and its subfolders as a page, and an `index.html` with links to them. If there is an executed copy next to a
 * notebook, the copy is exported.
 */
export async function exportFolder(
  folder: string,
  { output = folder, title = "Notebooks", onPage, ...options }: ExportFolderOptions = {},
): Promise<ExportedFolder> {
  const pages: ExportedNotebook[] = [];
  const entries: IndexEntry[] = [];
  for (const path of notebookPaths(["."], resolve(folder), "exportFolder")) {
    const executed = path.replace(/\.ipynb$/, ".executed.ipynb");
    const chosen = join(folder, (await exists(join(folder, executed))) ? executed : path);
    const target = join(output, path.replace(/\.ipynb$/, ".html"));
    const page = await exportNotebook(chosen, { ...options, output: target });
    onPage?.(page);
    pages.push(page);
    entries.push(
      toIndexEntry(
        maskedNotebook(await readNotebook(chosen), chosen),
        page.title,
        relative(output, target),
        dirname(path),
      ),
    );
  }
  const index = join(output, "index.html");
  await writeFileAtomically(index, renderPage(indexPage(entries, { title })), { caller: "exportFolder" });
  return { index, pages };
}

function toIndexEntry(notebook: Notebook, title: string, path: string, group: string): IndexEntry {
  const run = (notebook.metadata.cuaderno ?? {}) as { readonly status?: unknown; readonly ended?: unknown };
  const code = notebook.cells.filter((cell) => cell.cell_type === "code");
  const ran = code.some((cell) => cell.outputs.length > 0 || cell.execution_count !== null) || run.status !== undefined;
  const state = !ran && code.length > 0 ? "Not executed." : run.status === "failed" ? "This run failed." : "";
  const summary = [state, firstSentences(notebook)].filter((text) => text !== "").join(" ");
  const ended = new Date(typeof run.ended === "string" ? run.ended : "");
  return {
    title,
    href: path.split(/[\\/]/).map(encodeURIComponent).join("/"),
    group: group === "." ? "Notebooks" : group.split("\\").join("/"),
    ...(summary === "" ? {} : { summary }),
    ...(Number.isNaN(ended.getTime()) ? {} : { when: ended }),
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

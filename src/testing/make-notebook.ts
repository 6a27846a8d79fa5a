import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Cell, Notebook } from "../notebook/format/notebook.js";

/** A code cell in short, or a cell with tags. */
export type CellSketch =
  | string
  | { readonly source: string; readonly tags: readonly string[] }
  | { readonly markdown: string };

/** A notebook of a few cells. */
export function makeNotebook(cells: readonly CellSketch[], kernel: string | undefined = "tslab"): Notebook {
  const language = kernel === "python3" ? "python" : "typescript";
  return {
    cells: cells.map(toCell),
    metadata: kernel === undefined ? {} : { kernelspec: { name: kernel, display_name: kernel, language } },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/** A notebook file in a folder of its own, which goes with the test. */
export function notebookFile(cells: readonly CellSketch[], kernel?: string): string {
  const path = join(temporaryFolder(), "a.ipynb");
  writeFileSync(path, JSON.stringify(makeNotebook(cells, kernel)));
  return path;
}

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function toCell(sketch: CellSketch, index: number): Cell {
  const id = `cell${index}`;
  if (typeof sketch === "object" && "markdown" in sketch) {
    return { cell_type: "markdown", id, source: sketch.markdown, metadata: {} };
  }
  const { source, tags } = typeof sketch === "string" ? { source: sketch, tags: [] } : sketch;
  const metadata = tags.length === 0 ? {} : { tags };
  return { cell_type: "code", id, source, metadata, execution_count: null, outputs: [] };
}

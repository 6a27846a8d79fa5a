import { cellTags } from "../cells/cell-tags.js";
import type { Cell, Notebook } from "../format/notebook.js";
import type { RunError } from "./run-result.js";

const tag = "cuaderno-failure";

/** The notebook with a first cell that says why its run ended and links to the cell. */
export function withFailureBanner(notebook: Notebook, error: RunError, index: number): Notebook {
  const cell = notebook.cells[index];
  const link = cell?.id === undefined ? `#cell_${index + 2}` : `#cell-id=${encodeURIComponent(cell.id)}`;
  const heading = { error: "failed", died: "failed", timeout: "took too long", interrupted: "was interrupted" };
  const where = error.line === undefined ? "" : ` line ${error.line}`;
  const source = [
    `> **This run ${heading[error.kind]}** in [${error.cell}](${link})${where}. Cells after it did not run.`,
    ">",
    ...quoted(error.message).map((line) => `> ${line}`),
  ].join("\n");
  const banner: Cell = {
    cell_type: "markdown",
    ...(notebook.nbformat_minor >= 5 ? { id: tag } : {}),
    source,
    metadata: { tags: [tag] },
  };
  return { ...notebook, cells: [banner, ...notebook.cells] };
}

/** The notebook without the cell that `withFailureBanner` added. */
export function withoutFailureBanner(notebook: Notebook): Notebook {
  const cells = notebook.cells.filter((cell) => !cellTags(cell).includes(tag));
  return cells.length === notebook.cells.length ? notebook : { ...notebook, cells };
}

/** A string as a fenced code block that its content cannot close. */
function quoted(text: string): readonly string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([marks]) => marks.length));
  const fence = "`".repeat(longest + 1);
  return [`${fence}text`, ...text.split("\n"), fence];
}

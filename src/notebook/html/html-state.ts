import { escapeHtml } from "../../report/escape-html.js";
import type { Notebook } from "../format/notebook.js";
import type { RunFacts } from "./html-run-facts.js";

/** A remark at the head of the page when the notebook has not run, or not to its end. */
export function stateHtml(notebook: Notebook, { status, message }: RunFacts): string {
  const code = notebook.cells.filter((cell) => cell.cell_type === "code");
  const failed = notebook.cells.findIndex(
    (cell) => cell.cell_type === "code" && cell.outputs.some((output) => output.output_type === "error"),
  );
  if (status !== undefined && status !== "ok" && status !== "stopped") {
    const where = failed < 0 ? "" : ` <a href="#cell_${failed + 1}">See the cell</a>.`;
    const what =
      status === "running"
        ? "The run of this notebook has not ended; results are incomplete."
        : `This run ended early (${escapeHtml(status)}); what follows is incomplete.`;
    const why = message === undefined ? "" : `<p><code>${escapeHtml(message)}</code></p>`;
    return `<div class="callout bad" role="note"><p><strong class="tone">Not complete</strong></p><p>${what}${where}</p>${why}</div>`;
  }
  if (status === "stopped") {
    const why = message === undefined ? "." : `: ${escapeHtml(message)}`;
    return `<div class="callout note" role="note"><p><strong class="tone">Stopped early</strong></p><p>The notebook ended its run itself${why}</p></div>`;
  }
  if (
    code.length > 0 &&
    status === undefined &&
    code.every((cell) => cell.execution_count === null && cell.outputs.length === 0)
  ) {
    return `<div class="callout note" role="note"><p><strong class="tone">Not executed</strong></p><p>This notebook has not been run: there is code and text, and no results.</p></div>`;
  }
  return "";
}

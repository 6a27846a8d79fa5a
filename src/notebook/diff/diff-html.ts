import { escapeHtml } from "../../report/escape-html.js";
import { pageShell } from "../../report/page/page-shell.js";
import { code as diffStyle } from "./diff.css?bundled";
import type { CellDiff, NotebookDiff } from "./diff-notebooks.js";
import { diffHeading, diffRemarks, diffSummary, nearChanges } from "./diff-text.js";
import type { LineChange } from "./line-changes.js";

/** A difference of notebooks as one HTML file that opens by double click. */
export function diffHtml(
  diff: NotebookDiff,
  { before, after }: { readonly before: string; readonly after: string },
): string {
  const contents = diff.cells.map((cell, index) => ({ level: 1, text: diffHeading(cell), id: `change_${index + 1}` }));
  return pageShell({
    title: `${before} → ${after}`,
    subtitleHtml: `<p>${escapeHtml(diffSummary(diff))}</p>`,
    contents,
    mainHtml: diff.cells.map(cellHtml).join("\n"),
    moreStyle: diffStyle,
  });
}

function cellHtml(cell: CellDiff, index: number): string {
  const remarks = diffRemarks(cell).map((remark) => `<li>${escapeHtml(remark)}</li>`);
  const list = remarks.length === 0 ? "" : `\n<ul>\n${remarks.join("\n")}\n</ul>`;
  const lines = nearChanges(cell.lines);
  const code = lines.length === 0 ? "" : `\n<pre class="difference">${lines.map(lineHtml).join("")}</pre>`;
  const id = `change_${index + 1}`;
  return `<section aria-labelledby="${id}">\n<h2 id="${id}">${escapeHtml(diffHeading(cell))}</h2>${code}${list}\n</section>`;
}

/** A changed line is marked by a sign and a word for screen readers, not only by its colour. */
function lineHtml(change: LineChange | undefined): string {
  if (change === undefined) return '<span class="left-out">  …\n</span>';
  switch (change.kind) {
    case "same":
      return `  ${escapeHtml(change.text)}\n`;
    case "added":
      return `<ins>+ ${escapeHtml(change.text)}\n</ins>`;
    case "removed":
      return `<del>- ${escapeHtml(change.text)}\n</del>`;
  }
}

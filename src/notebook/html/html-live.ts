import { liveMime } from "../format/live-mime.js";
import type { MimeBundle, Notebook } from "../format/notebook.js";

/** What a page needs for the live pages of its notebook. */
export interface LiveProgram {
  /**
   * The script that computes, and its hash in base64, by which the content security policy allows it; without it pages
   * show what they show at first.
   */
  readonly script: { readonly code: string; readonly sha256: string } | undefined;
  readonly style: string;
  /**
   * The section of an output, with an id that is unique on the page; undefined where the output is not a live page.
   *
   * @throws CuadernoError where its data are damaged.
   */
  toHtml(bundle: MimeBundle, id: string): string | undefined;
}

/** Whether an output of a notebook is a live page. */
export function notebookHasLivePages({ cells }: Notebook): boolean {
  return cells.some(
    (cell) => cell.cell_type === "code" && cell.outputs.some((output) => "data" in output && liveMime in output.data),
  );
}

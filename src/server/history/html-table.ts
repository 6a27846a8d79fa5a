import { escapeHtml } from "../../report/escape-html.js";

/** A table of a page. */
export interface HtmlTable {
  readonly caption: string;
  readonly columns: readonly { readonly name: string; readonly isNumber?: boolean | undefined }[];
  /** Missing cells are empty. */
  readonly rows: readonly (readonly (string | number | null | undefined)[])[];
}

/** A table as HTML, which scrolls where it is wider than the page. */
export function htmlTable({ caption, columns, rows }: HtmlTable): string {
  const head = columns.map(
    ({ name, isNumber }) => `<th scope="col"${isNumber === true ? ' class="number"' : ""}>${escapeHtml(name)}</th>`,
  );
  const digits = columns.map((_, index) => decimals(rows.map((cells) => cells[index])));
  const body = rows.map((cells) => {
    const parts = columns.map(({ isNumber }, index) => {
      const cell = cells[index];
      const text = typeof cell === "number" ? toFixed(cell, digits[index] ?? 0) : (cell ?? "");
      if (index === 0) return `<th scope="row">${escapeHtml(text)}</th>`;
      return `<td${isNumber === true ? ' class="number"' : ""}>${escapeHtml(text)}</td>`;
    });
    return `<tr>${parts.join("")}</tr>`;
  });
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(caption)}"><table class="data"><caption>${escapeHtml(caption)}</caption><thead><tr>${head.join("")}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`;
}

function toFixed(value: number, digits: number): string {
  const [integer = "", fraction] = value.toFixed(digits).split(".");
  const grouped = integer.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Decimals of the numbers of a column: none for integers, fewer for large numbers. */
function decimals(cells: readonly (string | number | null | undefined)[]): number {
  const numbers = cells.filter((cell) => typeof cell === "number");
  if (numbers.every((value) => Number.isInteger(value))) return 0;
  const largest = Math.max(...numbers.map(Math.abs));
  return largest >= 1_000 ? 1 : largest >= 10 ? 2 : 3;
}

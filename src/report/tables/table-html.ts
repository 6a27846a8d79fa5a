import { groupDigits } from "../../core/group-digits.js";
import { escapeHtml } from "../escape-html.js";
import { plainTable } from "./plain-table.js";
import type { Table, TableCell, TableColumn } from "./table.js";

/**
 * A table as HTML for a page and, without a style sheet, for JupyterLab. All text is escaped. Cells of numbers that are
 * shown rounded or grouped carry the number in `data-value`, for download.
 *
 * @example tableHtml({ columns: ["hour"], rows: [[7]] }).includes('<td style="text-align: right">7</td>') // true
 */
export function tableHtml(table: Table): string {
  const { columns, align, cells, short } = plainTable("tableHtml", table);
  // Cells at the right never wrap on a page, by its style sheet.
  const style = (index: number): string =>
    align[index] === "right"
      ? ' style="text-align: right"'
      : ` style="text-align: left${short[index] ? "; white-space: nowrap" : ""}"`;
  const head = columns.map((column, index) => `<th scope="col"${style(index)}>${headerHtml(column)}</th>`).join("");
  const body = cells
    .map((row, number) => {
      const given = table.rows[number] ?? [];
      const shown = row.map(
        (text, index) => `<td${style(index)}${dataValue(given[index], text)}>${escapeHtml(text)}</td>`,
      );
      return `<tr>${shown.join("")}</tr>`;
    })
    .join("\n");
  const caption =
    table.caption === undefined ? "" : `<caption style="text-align: left">${escapeHtml(table.caption)}</caption>\n`;
  const foot =
    (table.totalRows ?? 0) > table.rows.length ? `\n<p>${remainder(table.rows.length, table.totalRows ?? 0)}</p>` : "";
  return `<table class="cuaderno-table">\n${caption}<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>${foot}`;
}

function dataValue(value: TableCell | undefined, text: string): string {
  return typeof value === "number" && String(value) !== text ? ` data-value="${value}"` : "";
}

function headerHtml({ name, unit }: TableColumn): string {
  return unit === undefined || unit === ""
    ? escapeHtml(name)
    : `${escapeHtml(name)} <small>(${escapeHtml(unit)})</small>`;
}

/** The line below a table that shows only its first rows. */
export function remainder(shown: number, total: number): string {
  return `first ${groupDigits(shown)} of ${groupDigits(total)} rows`;
}

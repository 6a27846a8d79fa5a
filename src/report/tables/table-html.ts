import { ArgumentError } from "../../core/errors.js";
import { groupDigits } from "../../core/group-digits.js";
import { escapeHtml } from "../escape-html.js";
import { formatNumbers } from "./format-numbers.js";

/** A column of a table. */
export interface TableColumn {
  readonly name: string;
  /** Shown in the header, after the name. */
  readonly unit?: string;
  /** Default: numbers at the right, the rest at the left. */
  readonly align?: "left" | "right";
  /** Decimals of numbers. Default: by size, see `formatNumbers`. */
  readonly decimals?: number;
}

/** Value of a cell; null and NaN are shown as an empty cell. */
export type TableCell = string | number | boolean | null;

/** A table as data. */
export interface Table {
  /** `show` displays a table by its kind; `tableHtml` needs none. */
  readonly kind?: "table" | undefined;
  readonly columns: readonly (TableColumn | string)[];
  readonly rows: readonly (readonly TableCell[])[];
  /** One line above the table. */
  readonly caption?: string;
  /** Number of all rows when `rows` are only the first of them. */
  readonly totalRows?: number;
}

/**
 * A table as HTML for a page and, without a style sheet, for JupyterLab. All text is escaped.
 *
 * @example tableHtml({ columns: ["hour"], rows: [[7]] }).includes('<td style="text-align: right">7</td>') // true
 */
export function tableHtml(table: Table): string {
  const { columns, align, cells } = plainTable("tableHtml", table);
  const style = (index: number): string => ` style="text-align: ${align[index] ?? "left"}"`;
  const head = columns.map((column, index) => `<th scope="col"${style(index)}>${headerHtml(column)}</th>`).join("");
  const body = cells
    .map((row) => `<tr>${row.map((text, index) => `<td${style(index)}>${escapeHtml(text)}</td>`).join("")}</tr>`)
    .join("\n");
  const caption =
    table.caption === undefined ? "" : `<caption style="text-align: left">${escapeHtml(table.caption)}</caption>\n`;
  const rest = (table.totalRows ?? 0) - table.rows.length;
  const foot = rest > 0 ? `\n<p>${remainder(table.rows.length, table.totalRows ?? 0)}</p>` : "";
  return `<table class="cuaderno-table">\n${caption}<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>${foot}`;
}

/** A table with every cell as a string and the alignment of each column: what HTML and terminal share. */
export interface PlainTable {
  readonly columns: readonly TableColumn[];
  readonly align: readonly ("left" | "right")[];
  readonly cells: readonly (readonly string[])[];
}

/** The cells of a table as strings. Throws for a row that does not have one cell per column. */
export function plainTable(caller: string, { columns: given, rows }: Table): PlainTable {
  const columns = given.map((column) => (typeof column === "string" ? { name: column } : column));
  const wrong = rows.findIndex((row) => row.length !== columns.length);
  if (wrong >= 0) {
    throw new ArgumentError(
      `${caller}: row ${wrong + 1} has ${rows[wrong]?.length} cells, the table has ${columns.length} columns; every row needs one cell per column`,
    );
  }
  const byColumn = columns.map((column, index) =>
    formatColumn(
      rows.map((row) => row[index] ?? null),
      column.decimals,
    ),
  );
  return {
    columns,
    align: columns.map(({ align }, index) => {
      const cells = rows.map((row) => row[index] ?? null).filter((cell) => cell !== null);
      return align ?? (cells.length > 0 && cells.every((cell) => typeof cell === "number") ? "right" : "left");
    }),
    cells: rows.map((_, row) => byColumn.map((column) => column[row] ?? "")),
  };
}

function formatColumn(cells: readonly TableCell[], decimals: number | undefined): readonly string[] {
  const numbers = formatNumbers(
    cells.map((cell) => (typeof cell === "number" ? cell : Number.NaN)),
    decimals,
  );
  return cells.map((cell, row) =>
    typeof cell === "number" ? (numbers[row] ?? "") : cell === null ? "" : String(cell),
  );
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

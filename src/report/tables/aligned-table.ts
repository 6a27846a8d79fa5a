import { plainTable } from "./plain-table.js";
import type { Table } from "./table.js";
import { remainder } from "./table-html.js";
import { terminalWidth } from "./terminal-width.js";

/**
 * A table as aligned text for a terminal: columns separated by two spaces, numbers right-aligned.
 *
 * @example alignedTable({ columns: ["day", "volume"], rows: [["Mon", 5], ["Sunday", 12]] }) // "day     volume\n------  ------\nMon          5\nSunday      12"
 */
export function alignedTable(table: Table): string {
  const { columns, align, cells: formatted } = plainTable("alignedTable", table);
  const heads = columns.map(({ name, unit }) => (unit === undefined || unit === "" ? name : `${name} (${unit})`));
  const cells = [heads, ...formatted].map((row) => row.map((text) => text.replace(/\s+/g, " ")));
  const widths = heads.map((_, index) =>
    cells.reduce((most, row) => Math.max(most, terminalWidth(row[index] ?? "")), 0),
  );
  const lines = cells.map((row) =>
    row
      .map((text, index) => {
        const blanks = " ".repeat((widths[index] ?? 0) - terminalWidth(text));
        return align[index] === "right" ? blanks + text : text + blanks;
      })
      .join("  ")
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => "-".repeat(width)).join("  "));
  if (table.caption !== undefined) lines.unshift(table.caption);
  if ((table.totalRows ?? 0) > table.rows.length) lines.push(remainder(table.rows.length, table.totalRows ?? 0));
  return lines.join("\n");
}

import { plainTable, remainder, type Table } from "./table-html.js";

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

/** Columns that a string takes in a terminal: combining marks take none, East Asian wide characters two. */
function terminalWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mark}/u.test(character)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}

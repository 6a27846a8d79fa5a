import { plainTable, remainder, type Table } from "./table-html.js";

/**
 * A table as aligned text for a terminal: columns two spaces apart, numbers at the right.
 *
 * @example alignedTable({ columns: ["day", "volume"], rows: [["Mon", 5], ["Sunday", 12]] }) // "day     volume\n------  ------\nMon          5\nSunday      12"
 */
export function alignedTable(table: Table): string {
  const { columns, align, texts } = plainTable(table);
  const heads = columns.map(({ name, unit }) => (unit === undefined || unit === "" ? name : `${name} (${unit})`));
  const cells = [heads, ...texts].map((row) => row.map((text) => text.replace(/\s+/g, " ")));
  const widths = heads.map((_, index) => cells.reduce((most, row) => Math.max(most, widthOf(row[index] ?? "")), 0));
  const lines = cells.map((row) =>
    row
      .map((text, index) => {
        const room = " ".repeat((widths[index] ?? 0) - widthOf(text));
        return align[index] === "right" ? room + text : text + room;
      })
      .join("  ")
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => "-".repeat(width)).join("  "));
  if (table.caption !== undefined) lines.unshift(table.caption);
  if ((table.totalRows ?? 0) > table.rows.length) lines.push(remainder(table.rows.length, table.totalRows ?? 0));
  return lines.join("\n");
}

/** Letters that a terminal gives a place of its own: combining marks have none, East Asian wide letters two. */
function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) {
    if (/\p{Mark}/u.test(letter)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
        letter,
      )
        ? 2
        : 1;
  }
  return width;
}

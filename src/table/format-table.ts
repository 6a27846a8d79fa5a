import type { DataFrame } from "nodejs-polars";
import { type FormatCellsOptions, formatCells } from "./format-cells.js";

const widest = 32;

/**
 * The first rows of a frame as aligned text for a terminal: names with units, types below them, numbers aligned right,
 * and a last line with the size of the frame.
 *
 * @example formatTable(loadPolars().DataFrame({ x: [1] })).split("\n").at(-1) // "1 row x 1 column"
 */
export function formatTable(frame: DataFrame, options: FormatCellsOptions = {}): string {
  const { shape, columns, cells } = formatCells(frame, options);
  const lines = [
    columns.map(({ name, unit }) => (unit === undefined ? name : `${name} (${unit})`)),
    columns.map(({ dtype }) => dtype),
    ...cells,
  ].map((line) => line.map(shorten));
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => width(line[index] ?? ""))));
  const drawn = lines.map((line) =>
    line
      .map((text, index) => {
        const space = " ".repeat((widths[index] ?? 0) - width(text));
        return columns[index]?.isNumeric ? space + text : text + space;
      })
      .join("  ")
      .trimEnd(),
  );
  const rule = widths.map((count) => "-".repeat(count)).join("  ");
  const more = shape.rows > cells.length ? `, the first ${cells.length} shown` : "";
  const size = `${shape.rows} ${shape.rows === 1 ? "row" : "rows"} x ${shape.columns} ${shape.columns === 1 ? "column" : "columns"}${more}`;
  return [...drawn.slice(0, 2), rule, ...drawn.slice(2), size].join("\n");
}

/** One line, and not so wide that a row breaks. */
function shorten(text: string): string {
  const line = text.replace(/\s*[\r\n]\s*/g, " ");
  const characters = [...line];
  return characters.length > widest ? `${characters.slice(0, widest - 3).join("")}...` : line;
}

function width(text: string): number {
  return [...text].length;
}

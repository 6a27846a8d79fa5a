/** A CSV of a header and rows of cells; missing cells are empty. */
export function csvText(header: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return `${[header, ...rows].map((cells) => cells.map(toCell).join(",")).join("\n")}\n`;
}

function toCell(value: unknown): string {
  const text = value === null || value === undefined ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

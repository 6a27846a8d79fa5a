/**
 * Rows of cells as CSV (RFC 4180). A cell that a spreadsheet would run as a formula is quoted as text.
 *
 * @example toCsv([["a", "b,c"]]) // 'a,"b,c"\r\n'
 */
export function toCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(quote).join(",")}\r\n`).join("");
}

function quote(cell: string): string {
  const isFormula = /^[=+@\t\r]|^-(?![\d.])/.test(cell);
  const text = isFormula ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

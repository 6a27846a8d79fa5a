/**
 * Rows of cells as lines with aligned columns, separated by two spaces. Columns of numbers are aligned to the right.
 *
 * @example textTable([["key", "value"], ["depth", "3"]]) // ["key    value", "depth      3"]
 */
export function textTable(rows: readonly (readonly string[])[]): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const columns = Array.from({ length: count }, (_, column) => {
    const cells = rows.map((row) => row[column] ?? "");
    const below = cells.slice(1).filter((cell) => cell !== "");
    return {
      width: Math.max(...cells.map((cell) => [...cell].length)),
      right: below.length > 0 && below.every((cell) => /^[-+]?(\d[\d.,]*(e[-+]?\d+)?|nan|inf|-)$/i.test(cell)),
    };
  });
  return rows.map((row) =>
    columns
      .map(({ width, right }, column) => {
        const cell = row[column] ?? "";
        const padding = " ".repeat(width - [...cell].length);
        return right ? padding + cell : cell + padding;
      })
      .join("  ")
      .trimEnd(),
  );
}

/**
 * Help text with long lines broken between words; a continuation has the indentation of its line. Examples (`$ ...`)
 * are not broken.
 *
 * @example formatHelp("  aa bb cc", 8) // "  aa bb\n  cc"
 */
export function formatHelp(text: string, columns: number): string {
  return text
    .split("\n")
    .flatMap((line) => (line.length <= columns || /^\s*\$ /.test(line) ? [line] : breakLine(line, columns)))
    .join("\n");
}

function breakLine(line: string, columns: number): readonly string[] {
  const indent = /^\s*/.exec(line)?.[0] ?? "";
  const lines: string[] = [];
  let current = indent;
  for (const word of line.trim().split(" ")) {
    if (current.trim() !== "" && current.length + 1 + word.length > columns) {
      lines.push(current);
      current = indent;
    }
    current += current.trim() === "" ? word : ` ${word}`;
  }
  return [...lines, current];
}

/**
 * A string escaped for Plotly, which parses a subset of HTML in every label.
 *
 * @example figureText("a<b & c") // "a&lt;b &amp; c"
 */
export function figureText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}

/** An escaped string broken between words into lines of at most `width` characters; a longer word is not broken. */
export function wrapFigureText(text: string, width: number): { readonly text: string; readonly lines: number } {
  const lines: string[] = [];
  for (const word of text.trim().split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return { text: lines.map(figureText).join("<br>"), lines: lines.length };
}

/**
 * A string of at most `length` characters; a longer one is cut and ends with an ellipsis.
 *
 * @example shortText("Department of Transportation", 12) // "Department…"
 */
export function shortText(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length
    ? text
    : `${characters
        .slice(0, length - 1)
        .join("")
        .trimEnd()}…`;
}

/** The string that `figureText` escaped. */
export function plainFigureText(text: string): string {
  return text.replace(/&lt;/g, "<").replace(/&amp;/g, "&");
}

/** A result of `figureText` cut to `length` visible characters, never inside an escape sequence. */
export function shortLabel(text: string, length: number): string {
  return figureText(shortText(plainFigureText(text), length));
}

/**
 * Text as plotly must get it: plotly reads a small HTML in every label, so the signs that begin a tag or an entity are escaped.
 *
 * @example figureText("a<b & c") // "a&lt;b &amp; c"
 */
export function figureText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}

/** Escaped text broken into lines of at most `width` letters, between words; a single longer word stays whole. */
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
 * Text of at most `length` letters, the rest cut and shown by an ellipsis.
 *
 * @example shortText("Department of Transportation", 12) // "Department…"
 */
export function shortText(text: string, length: number): string {
  const letters = [...text];
  return letters.length <= length
    ? text
    : `${letters
        .slice(0, length - 1)
        .join("")
        .trimEnd()}…`;
}

/** Text that a `figureText` stands for. */
export function plainFigureText(text: string): string {
  return text.replace(/&lt;/g, "<").replace(/&amp;/g, "&");
}

/** A `figureText` cut to `length` letters of what the reader sees, never inside an escaped sign. */
export function shortLabel(text: string, length: number): string {
  return figureText(shortText(plainFigureText(text), length));
}

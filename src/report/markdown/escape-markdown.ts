/**
 * A string escaped for Markdown, so that it is shown as it is: nothing in it becomes emphasis, a link, HTML or a
 * formula.
 *
 * Punctuation is written as character references. A backslash would not do: `\(` and `\[` begin formulas.
 *
 * @example escapeMarkdown("a_b (20)") // "a&#95;b &#40;20&#41;"
 */
export function escapeMarkdown(text: string): string {
  return text.replace(/[!"#$%&'()*+\-./:;<=>?@[\\\]^_`{|}~]/g, (character) => `&#${character.charCodeAt(0)};`);
}

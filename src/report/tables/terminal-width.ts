/**
 * Columns that a string takes in a terminal: combining marks take none, East Asian wide characters two.
 *
 * @example terminalWidth("日本") // 4
 */
export function terminalWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/**
 * The start of a string that fits into a number of terminal columns; a longer one ends with an ellipsis.
 *
 * @example fitToTerminal("cell-5  Train the model", 10) // "cell-5  T…"
 */
export function fitToTerminal(text: string, columns: number): string {
  if (terminalWidth(text) <= columns) return text;
  let width = 1;
  let fitted = "";
  for (const character of text) {
    width += characterWidth(character);
    if (width > columns) break;
    fitted += character;
  }
  return `${fitted}…`;
}

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

function characterWidth(character: string): number {
  if (/\p{Mark}/u.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

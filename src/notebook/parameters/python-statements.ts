/** A simple statement at the top level of Python code. */
export interface PythonStatement {
  /** Its code without comments; line breaks within brackets and strings included. */
  readonly code: string;
  /** The comment after its last line. */
  readonly comment: string;
}

/**
 * The statements at the top level of Python code: lines joined within brackets, within triple quotes and after a
 * backslash, split at semicolons. What is indented belongs to a block and is left out.
 *
 * @example pythonStatements("a = [\n  1,\n]  # one\n").map(({ comment }) => comment) // ["one"]
 */
export function pythonStatements(source: string): readonly PythonStatement[] {
  const statements: PythonStatement[] = [];
  let [code, comment, depth, isIndented] = ["", "", 0, false];
  const close = (): void => {
    if (code.trim() !== "" && !isIndented) statements.push({ code: code.trim(), comment });
    [code, comment, depth] = ["", "", 0];
  };
  let isLineStart = true;
  for (const [token] of source.replace(/\r\n?/g, "\n").matchAll(tokens)) {
    if (isLineStart) isIndented = /^[ \t]/.test(token);
    isLineStart = false;
    if (token.startsWith("#")) comment = token.slice(1).trim();
    else if (token === "\n" && depth === 0) {
      close();
      isLineStart = true;
    } else if (token === ";" && depth === 0) close();
    else {
      if (/^[([{]$/.test(token)) depth += 1;
      if (/^[)\]}]$/.test(token)) depth = Math.max(0, depth - 1);
      code += token === "\\\n" || token === "\n" ? " " : token;
      if (token.trim() !== "") comment = "";
    }
  }
  close();
  return statements;
}

/**
 * Strings, comments, joined line ends, and every other character; an unclosed string ends with its line, or with the
 * code.
 */
const tokens =
  /"""(?:[^\\]|\\[\s\S])*?(?:"""|$)|'''(?:[^\\]|\\[\s\S])*?(?:'''|$)|"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?|#[^\n]*|\\\n|[\s\S]/g;

/**
 * The position of the first character of a set in Python code that is in no bracket and no string; -1 when there is
 * none.
 *
 * @example findOutside("a['='] = 1", "=") // 7
 */
export function findOutside(code: string, characters: string): number {
  let depth = 0;
  for (const { 0: token, index } of code.matchAll(tokens)) {
    if (depth === 0 && token.length === 1 && characters.includes(token)) return index;
    if (/^[([{]$/.test(token)) depth += 1;
    if (/^[)\]}]$/.test(token)) depth -= 1;
  }
  return -1;
}

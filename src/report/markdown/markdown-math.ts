import type MarkdownIt from "markdown-it";
import { type MathMacros, mathHtml } from "./math-html.js";

/**
 * Adds to a Markdown parser the formulas that Jupyter renders: `$…$` and `\(…\)` inline, `$$…$$`, `\[…\]` and
 * `\begin{…}…\end{…}` as blocks. A closing dollar sign before a digit is money, and so are two dollar signs next to
 * spaces around plain words.
 */
export function markdownMath(parser: MarkdownIt): void {
  parser.inline.ruler.before("escape", "math", (state, silent) => {
    const found = inlineMath(state.src.slice(state.pos, state.posMax), state.src[state.pos - 1]);
    if (found === undefined) return false;
    if (!silent) {
      const token = state.push("math_inline", "math", 0);
      token.content = found.formula;
      token.meta = { display: found.display };
    }
    state.pos += found.length;
    return true;
  });
  parser.block.ruler.before(
    "paragraph",
    "math_block",
    (state, startLine, endLine, silent) => {
      const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
      if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
      const found = blockMath(state.src.slice(start, state.eMarks[endLine - 1]));
      if (found === undefined) return false;
      if (silent) return true;
      const lines = state.src.slice(start, start + found.length).split("\n").length;
      const token = state.push("math_block", "math", 0);
      token.block = true;
      token.content = found.formula;
      token.map = [startLine, startLine + lines];
      state.line = startLine + lines;
      return true;
    },
    { alt: ["paragraph", "reference", "blockquote", "list"] },
  );
  parser.renderer.rules.math_inline = (tokens, index, _options, env: MathEnvironment) => {
    const { content = "", meta } = tokens[index] ?? {};
    const display = (meta as { readonly display?: boolean | undefined } | undefined)?.display === true;
    return env.insert(mathHtml(content, { display, macros: env.macros }));
  };
  parser.renderer.rules.math_block = (tokens, index, _options, env: MathEnvironment) =>
    `<p class="formula">${env.insert(mathHtml(tokens[index]?.content ?? "", { display: true, macros: env.macros }))}</p>\n`;
}

/** What a parser needs to render formulas. */
export interface MathEnvironment {
  readonly macros: MathMacros | undefined;
  /** The HTML of a formula as it is inserted into the output. */
  insert(html: string): string;
}

interface FoundMath {
  readonly formula: string;
  readonly display: boolean;
  /** Characters of the source that it takes, delimiters included. */
  readonly length: number;
}

/** The formula at the start of a string. */
function inlineMath(text: string, before: string | undefined): FoundMath | undefined {
  if (text.startsWith("$$")) return between(text, /^\$\$((?:\\[\s\S]|[^$\\])+)\$\$/, true);
  if (text.startsWith("$")) {
    if (before === "\\") return undefined;
    const found = between(text, /^\$((?:\\[\s\S]|[^$\\])+?)\$(?!\d)/, false);
    if (found === undefined || /\n[ \t]*\n/.test(found.formula)) return undefined;
    const touches = !/^\$\s|\s\$$/.test(text.slice(0, found.length));
    return touches || /[\\_^{}=<>+]|^[A-Za-z]$/.test(found.formula) ? found : undefined;
  }
  if (text.startsWith("\\(")) return between(text, /^\\\(([\s\S]+?)\\\)/, false);
  if (text.startsWith("\\[")) return between(text, /^\\\[([\s\S]+?)\\\]/, true);
  return undefined;
}

/** The formula that is a paragraph by itself; it may contain line breaks but no empty line. */
function blockMath(text: string): FoundMath | undefined {
  const paragraph = /^[\s\S]*?(?=\n[ \t]*\n|$)/.exec(text)?.[0] ?? "";
  for (const pattern of [/^\$\$([\s\S]+?)\$\$[ \t]*(?=\n|$)/, /^\\\[([\s\S]+?)\\\][ \t]*(?=\n|$)/]) {
    const found = between(paragraph, pattern, true);
    if (found !== undefined) return found;
  }
  return between(paragraph, /^(\\begin\{([a-zA-Z]+\*?)\}[\s\S]+?\\end\{\2\})[ \t]*(?=\n|$)/, true);
}

function between(text: string, pattern: RegExp, display: boolean): FoundMath | undefined {
  const found = pattern.exec(text);
  const formula = found?.[1]?.trim() ?? "";
  return found === null || formula === "" ? undefined : { formula, display, length: found[0].length };
}

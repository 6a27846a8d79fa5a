import { escapeHtml } from "../../report/escape-html.js";
import { type MathMacros, mathHtml } from "../../report/markdown/math-html.js";

const formula =
  /\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\]|(\\begin\{([a-zA-Z]+\*?)\}[\s\S]+?\\end\{\4\})|\$((?:\\.|[^$\\])+?)\$|\\\(([\s\S]+?)\\\)/g;

/**
 * A LaTeX output as HTML: one formula as a block, or text with formulas in it.
 *
 * @example latexHtml("a <b>", {}) // "<p>a &lt;b&gt;</p>"
 */
export function latexHtml(latex: string, macros: MathMacros): string {
  const text = latex.trim();
  const [first] = [...text.matchAll(formula)];
  if (first?.[0] === text) return `<p class="formula">${mathHtml(content(first), { display: true, macros })}</p>`;
  if (first === undefined && /[\\_^{}]/.test(text)) {
    return `<p class="formula">${mathHtml(text, { display: true, macros })}</p>`;
  }
  let html = "";
  let end = 0;
  for (const match of text.matchAll(formula)) {
    const display = match[5] === undefined && match[6] === undefined;
    html += escapeHtml(text.slice(end, match.index)) + mathHtml(content(match), { display, macros });
    end = match.index + match[0].length;
  }
  return `<p>${html}${escapeHtml(text.slice(end))}</p>`;
}

function content(match: RegExpMatchArray): string {
  return (match[1] ?? match[2] ?? match[3] ?? match[5] ?? match[6] ?? "").replace(/^\\displaystyle\b/, "").trim();
}

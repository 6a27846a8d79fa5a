import type Katex from "katex";
import { EnvironmentError } from "../../core/errors.js";
import { escapeHtml } from "../escape-html.js";

/** Macros that formulas of one page define with `\newcommand` or `\def`, by name; formulas add to them. */
export type MathMacros = Record<string, unknown>;

/** Options of `mathHtml`. */
export interface MathOptions {
  /** Show the formula as a block. @default false */
  readonly display?: boolean | undefined;
  /** The macros of the page. @default macros of this formula only */
  readonly macros?: MathMacros | undefined;
}

/**
 * A TeX formula as MathML, which browsers render without extra fonts or style sheets. A formula that cannot be parsed
 * is shown as written, with the reason as its title; commands that fetch or link are refused in the same way.
 *
 * @example mathHtml("x").includes("<mi>x</mi>") // true
 */
export function mathHtml(formula: string, { display = false, macros = {} }: MathOptions = {}): string {
  try {
    return render(formula, display, macros, 0);
  } catch (thrown) {
    const isTooDeep = thrown instanceof RangeError;
    if (!isTooDeep && (!(thrown instanceof Error) || thrown.name !== "ParseError")) throw thrown;
    const reason = isTooDeep ? "it is nested too deeply" : thrown.message.replace(/^KaTeX parse error: /, "");
    return `<code class="formula" title="${escapeHtml(`This formula cannot be parsed: ${reason}`)}">${escapeHtml(formula)}</code>`;
  }
}

/** A page may define a command again, as MathJax allows. */
function render(formula: string, display: boolean, macros: MathMacros, redefined: number): string {
  try {
    return loadKatex().renderToString(formula, {
      output: "mathml",
      displayMode: display,
      throwOnError: true,
      strict: "ignore",
      trust: refused,
      maxExpand: 1_000,
      maxSize: 50,
      macros: macros as Record<string, string>,
      globalGroup: true,
    });
  } catch (thrown) {
    const [, name] = /\\newcommand\{(\\[A-Za-z]+|\\.)\} attempting to redefine/.exec(String(thrown)) ?? [];
    if (name === undefined || redefined >= maxRedefined) throw thrown;
    const definition = new RegExp(`\\\\newcommand\\*?(\\s*\\{?\\s*\\${name}(?![A-Za-z]))`, "g");
    return render(formula.replace(definition, "\\renewcommand$1"), display, macros, redefined + 1);
  }
}

const maxRedefined = 50;

/** Commands that fetch, link or set attributes of HTML. */
function refused({ command }: { readonly command: string }): boolean {
  throw Object.assign(new Error(`${command} is not allowed`), { name: "ParseError" });
}

let katex: typeof Katex | undefined;

/** Loaded on the first formula. */
function loadKatex(): typeof Katex {
  if (katex !== undefined) return katex;
  try {
    const { createRequire } = process.getBuiltinModule("node:module");
    katex = createRequire(import.meta.url)("katex/dist/katex.min.js") as typeof Katex;
    return katex;
  } catch (cause) {
    throw new EnvironmentError('mathHtml: the package katex cannot be loaded; run "npm install katex"', { cause });
  }
}

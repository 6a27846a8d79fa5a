import type Katex from "katex";
import { EnvironmentError } from "../core/errors.js";
import { escapeHtml } from "./escape-html.js";

/**
 * A formula in the language of TeX as MathML, which browsers draw without fonts or style sheets of ours. A formula that cannot be read is shown as
 * it is written, with the reason as its title; commands that fetch or link are among those that cannot be read.
 *
 * @example mathHtml("x").includes("<mi>x</mi>") // true
 */
export function mathHtml(formula: string, { display = false }: { readonly display?: boolean } = {}): string {
  try {
    return loadKatex().renderToString(formula, {
      output: "mathml",
      displayMode: display,
      throwOnError: true,
      strict: "ignore",
      trust: refused,
      maxExpand: 1_000,
      maxSize: 50,
    });
  } catch (thrown) {
    if (!(thrown instanceof Error) || thrown.name !== "ParseError") throw thrown;
    const reason = thrown.message.replace(/^KaTeX parse error: /, "");
    return `<code class="formula" title="${escapeHtml(`This formula cannot be read: ${reason}`)}">${escapeHtml(formula)}</code>`;
  }
}

/** Commands that fetch, link or set attributes of HTML. */
function refused({ command }: { readonly command: string }): boolean {
  throw Object.assign(new Error(`${command} is not allowed`), { name: "ParseError" });
}

let katex: typeof Katex | undefined;

/** Loaded when the first formula is met. */
function loadKatex(): typeof Katex {
  if (katex !== undefined) return katex;
  try {
    const { createRequire } = process.getBuiltinModule("node:module");
    katex = createRequire(import.meta.url)("katex/dist/katex.min.js") as typeof Katex;
    return katex;
  } catch (cause) {
    throw new EnvironmentError('mathHtml needs the package katex and Node; run "npm install katex"', { cause });
  }
}

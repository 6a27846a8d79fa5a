import { createRequire } from "node:module";
import type { HLJSApi, LanguageFn } from "highlight.js";
import { escapeHtml } from "../../report/escape-html.js";

/**
 * Languages that code is coloured in, by the names that notebooks use, and the file of the highlighter that knows them.
 */
const files: Readonly<Record<string, string>> = {
  typescript: "typescript",
  ts: "typescript",
  javascript: "javascript",
  js: "javascript",
  python: "python",
  py: "python",
  ipython: "python",
  json: "json",
  bash: "bash",
  sh: "bash",
  shell: "bash",
  sql: "sql",
  html: "xml",
  xml: "xml",
  css: "css",
  yaml: "yaml",
  yml: "yaml",
  r: "r",
  julia: "julia",
  rust: "rust",
  go: "go",
};

/** Code as HTML with its parts marked for colours; in an unknown language just escaped. */
export function highlightedCode(code: string, language: string): string {
  const file = files[language.toLowerCase()];
  if (file === undefined) return escapeHtml(code);
  return highlighter(file).highlight(code, { language: file, ignoreIllegals: true }).value;
}

let core: HLJSApi | undefined;

function highlighter(file: string): HLJSApi {
  const require = createRequire(import.meta.url);
  core ??= require("highlight.js/lib/core") as HLJSApi;
  if (core.getLanguage(file) === undefined) {
    core.registerLanguage(file, require(`highlight.js/lib/languages/${file}`) as LanguageFn);
  }
  return core;
}

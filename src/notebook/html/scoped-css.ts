import { createRequire } from "node:module";
import type { Postcss, Rule } from "postcss";
import { isSafeStyle } from "./safe-styles.js";

/**
 * The rules of a style sheet for the elements within a class, with the ids of that scope (see `sanitizedHtml`): rules
 * of elements by tag, class and id with safe declarations. Rules for the whole page, at-rules and what cannot be parsed
 * are left out.
 *
 * @example scopedCss("#a td { color: red; position: fixed }", "html_1") // ".html_1 #html_1-a td{color:red}"
 */
export function scopedCss(css: string, scope: string): string {
  try {
    const { nodes } = loadPostcss().parse(css);
    return nodes.map((node) => (node.type === "rule" ? scopedRule(node, scope) : "")).join("");
  } catch (failure) {
    if ((failure as Error).name === "CssSyntaxError") return "";
    throw failure;
  }
}

function scopedRule(rule: Rule, scope: string): string {
  const selectors = rule.selectors
    .filter((selector) => /^[\w\s#.:>+~*()[\]="'^$|-]+$/.test(selector))
    .filter((selector) => !/(^|[\s>+~(])(html|body)\b|:root|:host|:has\(/i.test(selector))
    .map((selector) => `.${scope} ${selector.replace(/#(-?[A-Za-z_][\w-]*)/g, `#${scope}-$1`)}`);
  const declarations = rule.nodes.flatMap((node) => {
    if (node.type !== "decl" || !isSafeStyle(node.prop, node.value)) return [];
    return [`${node.prop}:${node.value}${node.important ? " !important" : ""}`];
  });
  return selectors.length === 0 || declarations.length === 0 ? "" : `${selectors.join(",")}{${declarations.join(";")}}`;
}

let postcss: Postcss | undefined;

function loadPostcss(): Postcss {
  postcss ??= createRequire(import.meta.url)("postcss") as Postcss;
  return postcss;
}

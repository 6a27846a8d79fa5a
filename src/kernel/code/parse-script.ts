import { type Program, parse } from "acorn";
import { CellSyntaxError } from "./cell-syntax-error.js";
import type { StrippedCode } from "./strip-types.js";

/** The syntax tree of JavaScript that is known to be valid. */
export function parseScript(code: string): Program {
  return parse(code, { ecmaVersion: "latest", sourceType: "module", allowReturnOutsideFunction: true });
}

/**
 * The syntax tree of a cell without its types.
 *
 * @throws CellSyntaxError for what stripping types does not find, such as a declaration of an imported name.
 */
export function parseStripped({ code, toSource }: StrippedCode): Program {
  try {
    return parseScript(code);
  } catch (failure) {
    const { message, loc } = failure as Error & { readonly loc?: { readonly line: number; readonly column: number } };
    if (loc === undefined) throw failure;
    const reason = message.replace(/ \(\d+:\d+\)$/, "").replace(/^[A-Z]/, (first) => first.toLowerCase());
    throw new CellSyntaxError(reason, toSource(loc.line - 1, loc.column));
  }
}

import { CellSyntaxError } from "./cell-syntax-error.js";
import { positionAt } from "./source-position.js";

/** The compiler of cells is native code: deeper nesting would overflow its stack, and the process would end. */
const maxDepth = 1_000;

const nestedTypes = new RegExp(`(?:[\\w$.]+\\s*<\\s*){${maxDepth}}`);

/** Parts of code whose brackets do not nest: strings, comments; a template without its expressions is not needed. */
const flat = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/**
 * Refuses code whose brackets are nested more than 1,000 levels deep.
 *
 * @throws CellSyntaxError
 */
export function refuseDeepNesting(code: string): void {
  if (deepest(code) < 0) return;
  const offset = deepest(code.replace(flat, (part) => " ".repeat(part.length)));
  if (offset < 0) return;
  const message = `the code is nested more than ${maxDepth} levels deep`;
  throw new CellSyntaxError(message, positionAt(code, offset));
}

/** The offset at which brackets are nested too deep, or -1. */
function deepest(code: string): number {
  const types = code.search(nestedTypes);
  if (types >= 0) return types;
  let depth = 0;
  for (let offset = 0; offset < code.length; offset++) {
    const character = code[offset] as string;
    if ("([{".includes(character)) depth += 1;
    else if (depth > 0 && ")]}".includes(character)) depth -= 1;
    if (depth > maxDepth) return offset;
  }
  return -1;
}

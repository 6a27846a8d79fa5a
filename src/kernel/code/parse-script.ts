import { type Program, parse } from "acorn";

/** The syntax tree of JavaScript that is known to be valid. */
export function parseScript(code: string): Program {
  return parse(code, { ecmaVersion: "latest", sourceType: "module", allowReturnOutsideFunction: true });
}

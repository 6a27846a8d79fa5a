import type * as TypeScript from "@tslab/typescript-for-tslab";
import { loadTypeScript } from "../compiler/load-typescript.js";
import { parseCode } from "../compiler/parse-code.js";

/**
 * The code of a cell in a form that comments, blanks, line breaks, quotes, trailing commas and semicolons at the end of
 * statements do not change. Code that does not parse stays as it is; of languages other than TypeScript only blank
 * lines and comment lines are removed.
 *
 * @example normalizedCode("const a = 'x' // why", "typescript") // 'const a = "x"'
 */
export function normalizedCode(source: string, language: string): string {
  if (language !== "typescript" && language !== "javascript") return withoutBlankLines(source);
  const { file, syntaxErrors } = parseCode(source);
  if (syntaxErrors.length > 0) return source;
  const tokens: string[] = [];
  for (const statement of file.statements) {
    addTokens(statement, file, tokens);
    if (tokens.at(-1) !== ";") tokens.push(";");
  }
  tokens.pop();
  return tokens.join(" ");
}

function addTokens(node: TypeScript.Node, file: TypeScript.SourceFile, tokens: string[]): void {
  const ts = loadTypeScript();
  const { SyntaxKind } = ts;
  const isDoc = node.kind >= SyntaxKind.FirstJSDocNode && node.kind <= SyntaxKind.LastJSDocNode;
  if (node.kind === SyntaxKind.EndOfFileToken || isDoc) return;
  const children = node.getChildren(file);
  if (children.length > 0) {
    for (const child of children) addTokens(child, file, tokens);
    return;
  }
  if (node.kind === SyntaxKind.SemicolonToken && !ts.isForStatement(node.parent)) {
    if (tokens.at(-1) !== ";") tokens.push(";");
    return;
  }
  const text = ts.isStringLiteral(node) ? JSON.stringify(node.text) : node.getText(file);
  if (text === "") return;
  if (/^[)\]}]$/.test(text) && (tokens.at(-1) === "," || tokens.at(-1) === ";")) tokens.pop();
  tokens.push(text);
}

/** A string in triple quotes may have lines that only look like comments. */
function withoutBlankLines(source: string): string {
  if (/"""|'''/.test(source)) return source;
  const lines = source.split("\n").map((line) => line.trimEnd());
  return lines.filter((line) => line !== "" && !/^\s*#/.test(line)).join("\n");
}

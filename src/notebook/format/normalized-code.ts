import { loadTypeScript } from "../parameters/load-typescript.js";

/**
 * The code of a cell in a form that comments, blanks, line breaks, quotes, trailing commas and semicolons at the end of statements do not
 * change. Code that does not parse stays as it is; of languages other than TypeScript only blank lines and lines of comment go.
 *
 * @example normalizedCode("const a = 'x' // why", "typescript") // 'const a = "x"'
 */
export function normalizedCode(source: string, language: string): string {
  if (language !== "typescript" && language !== "javascript") return withoutLines(source);
  const ts = loadTypeScript() as unknown as Compiler;
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true);
  if (file.parseDiagnostics.length > 0) return source;
  const tokens: string[] = [];
  const visit = (node: Node): void => {
    if (
      node.kind === ts.SyntaxKind.EndOfFileToken ||
      (node.kind >= ts.SyntaxKind.FirstJSDocNode && node.kind <= ts.SyntaxKind.LastJSDocNode)
    )
      return;
    const children = node.getChildren(file);
    if (children.length > 0) {
      for (const child of children) visit(child);
      return;
    }
    if (node.kind === ts.SyntaxKind.SemicolonToken && node.parent?.kind !== ts.SyntaxKind.ForStatement) {
      if (tokens.at(-1) !== ";") tokens.push(";");
      return;
    }
    const text = node.kind === ts.SyntaxKind.StringLiteral ? JSON.stringify(node.text) : node.getText(file);
    if (text === "") return;
    if (/^[)\]}]$/.test(text) && (tokens.at(-1) === "," || tokens.at(-1) === ";")) tokens.pop();
    tokens.push(text);
  };
  for (const statement of file.statements) {
    visit(statement);
    if (tokens.at(-1) !== ";") tokens.push(";");
  }
  tokens.pop();
  return tokens.join(" ");
}

interface Compiler {
  readonly SyntaxKind: { readonly [name: string]: number } & {
    readonly EndOfFileToken: number;
    readonly FirstJSDocNode: number;
    readonly LastJSDocNode: number;
    readonly SemicolonToken: number;
    readonly ForStatement: number;
    readonly StringLiteral: number;
  };
  readonly ScriptTarget: { readonly Latest: number };
  createSourceFile(name: string, text: string, target: number, setParents: boolean): File;
}

interface Node {
  readonly kind: number;
  readonly parent?: Node;
  readonly text?: string;
  getChildren(file: File): readonly Node[];
  getText(file: File): string;
}

interface File extends Node {
  readonly statements: readonly Node[];
  readonly parseDiagnostics: readonly unknown[];
}

/** A text in triple quotes may hold lines that only look like comments. */
function withoutLines(source: string): string {
  if (/"""|'''/.test(source)) return source;
  const lines = source.split("\n").map((line) => line.trimEnd());
  return lines.filter((line) => line !== "" && !/^\s*#/.test(line)).join("\n");
}

import type * as TypeScript from "@tslab/typescript-for-tslab";
import { loadTypeScript } from "../compiler/load-typescript.js";
import { parseCode } from "../compiler/parse-code.js";
import { assignmentTarget, rootExpression } from "./cell-names.js";

/**
 * Why a cell of TypeScript must run again even if its values are known, or undefined: it does more than define values
 * and show something, as far as its code shows. Allowed are declarations of values and types, calls of `console.…`,
 * `show`, `metric` and expressions without calls; no assignment to names of other cells, no call on them that changes
 * them, no `process`, `globalThis`, `require` or timers.
 */
export function reasonToRerun(source: string): string | undefined {
  const { file } = parseCode(source);
  const declared = namesDeclaredAnywhere(file);
  const isForeign = (expression: TypeScript.Expression): boolean => {
    const root = rootExpression(expression) as TypeScript.Expression & { readonly text?: string | undefined };
    return !loadTypeScript().isIdentifier(root) || !declared.has(root.text);
  };
  for (const statement of file.statements) {
    const reason = statementReason(statement) ?? firstReason(statement, (node) => nodeReason(node, isForeign));
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Names of the process, and of work that continues after the cell's end. */
export const processNames: ReadonlySet<string> = new Set(
  "process globalThis require setTimeout setInterval setImmediate queueMicrotask".split(" "),
);

const mutators = new Set(
  "push pop shift unshift splice sort reverse fill copyWithin set add delete clear assign defineProperty append write".split(
    " ",
  ),
);

function namesDeclaredAnywhere(file: TypeScript.SourceFile): ReadonlySet<string> {
  const ts = loadTypeScript();
  const names = new Set<string>();
  const visit = (node: TypeScript.Node): void => {
    const declares = ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node);
    if (declares && ts.isIdentifier(node.name)) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}

function firstReason(
  node: TypeScript.Node,
  reasonOf: (node: TypeScript.Node) => string | undefined,
): string | undefined {
  return reasonOf(node) ?? loadTypeScript().forEachChild(node, (child) => firstReason(child, reasonOf));
}

function nodeReason(
  node: TypeScript.Node,
  isForeign: (expression: TypeScript.Expression) => boolean,
): string | undefined {
  const ts = loadTypeScript();
  if (ts.isIdentifier(node) && processNames.has(node.text)) return `uses ${node.text}`;
  const target = assignmentTarget(node);
  if (target !== undefined && isForeign(target)) {
    return ts.isBinaryExpression(node) ? "assigns to what another cell defines" : "changes what another cell defines";
  }
  if (ts.isDeleteExpression(node)) return "changes what another cell defines";
  if (!ts.isCallExpression(node)) return undefined;
  const { expression: called } = node;
  if (called.kind === ts.SyntaxKind.ImportKeyword) return "imports";
  if (!ts.isPropertyAccessExpression(called) || !mutators.has(called.name.text)) return undefined;
  return isForeign(called.expression) ? `calls ${called.name.text} on what another cell defines` : undefined;
}

function statementReason(statement: TypeScript.Statement): string | undefined {
  const ts = loadTypeScript();
  switch (statement.kind) {
    case ts.SyntaxKind.VariableStatement:
    case ts.SyntaxKind.TypeAliasDeclaration:
    case ts.SyntaxKind.InterfaceDeclaration:
    case ts.SyntaxKind.EmptyStatement:
      return undefined;
    case ts.SyntaxKind.ImportDeclaration:
      return "imports";
    case ts.SyntaxKind.ExpressionStatement:
      return isDisplay(statement as TypeScript.ExpressionStatement)
        ? undefined
        : firstReason(statement, (node) => (mayChange(node) ? "does more than define values" : undefined));
    default:
      return "does more than define values";
  }
}

/** Whether a statement only calls `console.…`, `show` or `metric`. */
function isDisplay({ expression }: TypeScript.ExpressionStatement): boolean {
  const ts = loadTypeScript();
  if (!ts.isCallExpression(expression)) return false;
  const { expression: called } = expression;
  const name = ts.isPropertyAccessExpression(called) ? called.expression : called;
  return ts.isIdentifier(name) && ["console", "show", "metric"].includes(name.text);
}

function mayChange(node: TypeScript.Node): boolean {
  const ts = loadTypeScript();
  if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isAwaitExpression(node)) return true;
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

import { loadTypeScript } from "../parameters/load-typescript.js";

/**
 * Why a cell of TypeScript must run again even if its values are known, or undefined: it does more than define values and show something, as far as
 * its text tells. Allowed are declarations of values and types, calls of `console.…`, `show`, `metric` and expressions without calls; no
 * assignment to names of other cells, no call on them that changes them, no `process`, `globalThis`, `require` or timers.
 */
export function reasonToRerun(source: string): string | undefined {
  const ts = loadTypeScript() as unknown as Compiler;
  const { SyntaxKind } = ts;
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true);
  const own = new Set<string>();
  const walk = (node: Node, visit: (node: Node) => string | undefined): string | undefined => {
    const found = visit(node);
    if (found !== undefined) return found;
    let below: string | undefined;
    ts.forEachChild(node, (child) => {
      below ??= walk(child, visit);
    });
    return below;
  };
  const declaring = [SyntaxKind.VariableDeclaration, SyntaxKind.Parameter, SyntaxKind.BindingElement];
  walk(file, (node) => {
    if (declaring.includes(node.kind) && node.name?.text !== undefined) own.add(node.name.text);
    return undefined;
  });
  const isForeign = (target: Node | undefined): boolean => {
    let node = target;
    while (node?.expression !== undefined) node = node.expression;
    return node?.kind !== SyntaxKind.Identifier || !own.has(node.text ?? "");
  };
  const fault = (node: Node): string | undefined => {
    if (node.kind === SyntaxKind.Identifier && worldly.has(node.text ?? "")) {
      return `uses ${node.text}`;
    }
    const assigns = node.operatorToken?.kind ?? 0;
    if (assigns >= SyntaxKind.FirstAssignment && assigns <= SyntaxKind.LastAssignment && isForeign(node.left)) {
      return "assigns to what another cell defines";
    }
    const counts = [SyntaxKind.PrefixUnaryExpression, SyntaxKind.PostfixUnaryExpression].includes(node.kind);
    const step = [SyntaxKind.PlusPlusToken, SyntaxKind.MinusMinusToken].includes(node.operator ?? -1);
    if ((counts && step && isForeign(node.operand)) || node.kind === SyntaxKind.DeleteExpression) {
      return "changes what another cell defines";
    }
    if (node.kind !== SyntaxKind.CallExpression || node.expression === undefined) return undefined;
    const called = node.expression;
    if (called.kind === SyntaxKind.ImportKeyword) return "imports";
    if (mutators.has(called.name?.text ?? "") && isForeign(called.expression)) {
      return `calls ${called.name?.text} on what another cell defines`;
    }
    return undefined;
  };
  for (const statement of file.statements) {
    const reason = statementFault(ts, statement) ?? walk(statement, fault);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Names of the process, and of what goes on after the cell's end. */
export const worldly: ReadonlySet<string> = new Set(
  "process globalThis require setTimeout setInterval setImmediate queueMicrotask".split(" "),
);

const mutators = new Set(
  "push pop shift unshift splice sort reverse fill copyWithin set add delete clear assign defineProperty append write".split(
    " ",
  ),
);

function statementFault(ts: Compiler, statement: Node): string | undefined {
  const { SyntaxKind } = ts;
  switch (statement.kind) {
    case SyntaxKind.VariableStatement:
    case SyntaxKind.TypeAliasDeclaration:
    case SyntaxKind.InterfaceDeclaration:
    case SyntaxKind.EmptyStatement:
      return undefined;
    case SyntaxKind.ExpressionStatement: {
      const called =
        statement.expression?.kind === SyntaxKind.CallExpression ? statement.expression.expression : undefined;
      const name = called?.expression?.text ?? called?.text;
      if (called !== undefined && ["console", "show", "metric"].includes(name ?? "")) return undefined;
      let calls = false;
      const look = (node: Node): void => {
        const kinds = [SyntaxKind.CallExpression, SyntaxKind.NewExpression, SyntaxKind.AwaitExpression];
        if (kinds.includes(node.kind) || node.operatorToken?.kind === SyntaxKind.EqualsToken) calls = true;
        ts.forEachChild(node, look);
      };
      look(statement);
      return calls ? "does more than define values" : undefined;
    }
    case SyntaxKind.ImportDeclaration:
      return "imports";
    default:
      return "does more than define values";
  }
}

interface Compiler {
  readonly SyntaxKind: Readonly<Record<KindName, number>>;
  readonly ScriptTarget: { readonly Latest: number };
  createSourceFile(
    name: string,
    text: string,
    target: number,
    setParents: boolean,
  ): Node & {
    readonly statements: readonly Node[];
  };
  forEachChild(node: Node, visit: (child: Node) => void): void;
}

type KindName =
  | "VariableDeclaration"
  | "Parameter"
  | "BindingElement"
  | "Identifier"
  | "FirstAssignment"
  | "LastAssignment"
  | "PrefixUnaryExpression"
  | "PostfixUnaryExpression"
  | "PlusPlusToken"
  | "MinusMinusToken"
  | "DeleteExpression"
  | "CallExpression"
  | "NewExpression"
  | "AwaitExpression"
  | "EqualsToken"
  | "ImportKeyword"
  | "ImportDeclaration"
  | "VariableStatement"
  | "TypeAliasDeclaration"
  | "InterfaceDeclaration"
  | "EmptyStatement"
  | "ExpressionStatement";

interface Node {
  readonly kind: number;
  readonly text?: string;
  readonly name?: Node;
  readonly expression?: Node;
  readonly operatorToken?: Node;
  readonly operator?: number;
  readonly operand?: Node;
  readonly left?: Node;
}

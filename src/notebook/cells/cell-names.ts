import type * as TypeScript from "@tslab/typescript-for-tslab";
import { declaredNames } from "../compiler/declared-names.js";
import { loadTypeScript } from "../compiler/load-typescript.js";
import { parseCode } from "../compiler/parse-code.js";

/** The names in a cell of TypeScript. */
export interface CellNames {
  /** All that it declares for later cells. */
  readonly declared: readonly string[];
  /** Imported names, with the module. */
  readonly imports: { readonly [name: string]: string };
  /** Functions that it declares directly: `function f() {}`, `const f = () => 1`. */
  readonly functions: { readonly [name: string]: FunctionNames };
  /** Every name that occurs and is not a property; types and names of inner scopes count too. */
  readonly used: readonly string[];
}

/** The names in a function. */
export interface FunctionNames {
  readonly uses: readonly string[];
  /** Names on whose properties it assigns. */
  readonly writes: readonly string[];
}

/**
 * The names that a cell of TypeScript declares, imports and uses.
 *
 * @example cellNames("const a = f(b.c);").used // ["a", "f", "b"]
 */
export function cellNames(source: string): CellNames {
  const { file } = parseCode(source);
  const declared = file.statements.flatMap(declaredNames);
  const imports = declared.flatMap(({ name, from }) => (from === undefined ? [] : [[name, from] as const]));
  return {
    declared: declared.map(({ name }) => name),
    imports: Object.fromEntries(imports),
    functions: Object.fromEntries(file.statements.flatMap(declaredFunctions)),
    used: [...usedNames(file)],
  };
}

function declaredFunctions(statement: TypeScript.Statement): readonly (readonly [string, FunctionNames])[] {
  const ts = loadTypeScript();
  if (ts.isFunctionDeclaration(statement)) {
    return statement.name === undefined ? [] : [[statement.name.text, functionNames(statement)]];
  }
  if (!ts.isVariableStatement(statement) || !(statement.declarationList.flags & ts.NodeFlags.Const)) return [];
  return statement.declarationList.declarations.flatMap(({ name, initializer }) => {
    if (initializer === undefined || !ts.isIdentifier(name)) return [];
    if (!ts.isArrowFunction(initializer) && !ts.isFunctionExpression(initializer)) return [];
    return [[name.text, functionNames(initializer)] as const];
  });
}

function functionNames(body: TypeScript.Node): FunctionNames {
  const ts = loadTypeScript();
  const writes = new Set<string>();
  const visit = (node: TypeScript.Node): void => {
    const target = rootExpression(assignmentTarget(node));
    if (target !== undefined && ts.isIdentifier(target)) writes.add(target.text);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return { uses: [...usedNames(body)], writes: [...writes] };
}

/** What an assignment, `++` or `--` changes; undefined for any other node. */
export function assignmentTarget(node: TypeScript.Node): TypeScript.Expression | undefined {
  const ts = loadTypeScript();
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const assigns = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
    return assigns ? node.left : undefined;
  }
  if (!ts.isPrefixUnaryExpression(node) && !ts.isPostfixUnaryExpression(node)) return undefined;
  const steps = [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken];
  return steps.includes(node.operator) ? node.operand : undefined;
}

/** The expression that properties, calls and assertions start from: `a` of `a.b[0].c()`. */
export function rootExpression(expression: TypeScript.Expression | undefined): TypeScript.Expression | undefined {
  let root = expression;
  for (;;) {
    const inner = (root as { readonly expression?: TypeScript.Expression | undefined } | undefined)?.expression;
    if (inner === undefined) return root;
    root = inner;
  }
}

function usedNames(root: TypeScript.Node): ReadonlySet<string> {
  const ts = loadTypeScript();
  const used = new Set<string>();
  const visit = (node: TypeScript.Node): void => {
    const { parent } = node;
    const isProperty =
      parent !== undefined &&
      (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) &&
      parent.name === node;
    if (ts.isIdentifier(node) && !isProperty) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return used;
}

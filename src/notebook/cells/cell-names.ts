import { loadTypeScript } from "../parameters/load-typescript.js";

/** The names in a cell of TypeScript. */
export interface CellNames {
  /** All that it declares for later cells. */
  readonly declared: readonly string[];
  /** Imported names, with the module. */
  readonly imports: { readonly [name: string]: string };
  /** Functions that it declares directly: `function f() {}`, `const f = () => 1`. */
  readonly functions: { readonly [name: string]: FunctionNames };
  /** Every name that occurs and is no property; types and names of inner scopes count too. */
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
  const ts = loadTypeScript() as unknown as Compiler;
  const { SyntaxKind: Kind } = ts;
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true);
  const declared: string[] = [];
  const imports: { [name: string]: string } = {};
  const functions: { [name: string]: FunctionNames } = {};
  const bind = (name: Node | undefined): void => {
    if (name?.text !== undefined) declared.push(name.text);
    else for (const element of name?.elements ?? []) bind(element.name);
  };
  for (const statement of file.statements) {
    if (statement.kind === Kind.ImportDeclaration) {
      const { name, namedBindings } = statement.importClause ?? {};
      const all = [name, namedBindings?.name, ...(namedBindings?.elements ?? []).map((element) => element.name)];
      for (const { text = "" } of all.filter((node) => node !== undefined)) {
        declared.push(text);
        imports[text] = statement.moduleSpecifier?.text ?? "";
      }
    } else if (statement.kind === Kind.VariableStatement) {
      const list = statement.declarationList;
      for (const { name, initializer } of list?.declarations ?? []) {
        bind(name);
        const direct = initializer?.kind === Kind.ArrowFunction || initializer?.kind === Kind.FunctionExpression;
        const fixed = ((list?.flags ?? 0) & ts.NodeFlags.Const) !== 0;
        if (direct && fixed && name?.text !== undefined) functions[name.text] = functionNames(ts, initializer);
      }
    } else {
      bind(statement.name);
      if (statement.kind === Kind.FunctionDeclaration && statement.name?.text !== undefined)
        functions[statement.name.text] = functionNames(ts, statement);
    }
  }
  return { declared, imports, functions, used: [...usedIn(ts, file)] };
}

function functionNames(ts: Compiler, body: Node): FunctionNames {
  const { SyntaxKind: Kind } = ts;
  const writes = new Set<string>();
  const visit = (node: Node): void => {
    const operator = node.operatorToken?.kind ?? 0;
    const assigned = operator >= Kind.FirstAssignment && operator <= Kind.LastAssignment ? node.left : undefined;
    const stepped =
      node.operator === Kind.PlusPlusToken || node.operator === Kind.MinusMinusToken ? node.operand : undefined;
    let target = assigned ?? stepped;
    while (target?.expression !== undefined) target = target.expression;
    if (target?.text !== undefined) writes.add(target.text);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return { uses: [...usedIn(ts, body)], writes: [...writes] };
}

function usedIn(ts: Compiler, root: Node): ReadonlySet<string> {
  const { SyntaxKind: Kind } = ts;
  const used = new Set<string>();
  const visit = (node: Node): void => {
    const { parent } = node;
    const property =
      (parent?.kind === Kind.PropertyAccessExpression && parent.name === node) ||
      (parent?.kind === Kind.PropertyAssignment && parent.name === node);
    if (node.kind === Kind.Identifier && !property && node.text !== undefined) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return used;
}

type KindName =
  | "Identifier"
  | "ImportDeclaration"
  | "VariableStatement"
  | "FunctionDeclaration"
  | "ArrowFunction"
  | "FunctionExpression"
  | "PropertyAccessExpression"
  | "PropertyAssignment"
  | "FirstAssignment"
  | "LastAssignment"
  | "PlusPlusToken"
  | "MinusMinusToken";

interface Compiler {
  readonly SyntaxKind: Readonly<Record<KindName, number>>;
  readonly ScriptTarget: { readonly Latest: number };
  readonly NodeFlags: { readonly Const: number };
  createSourceFile(
    name: string,
    text: string,
    target: number,
    setParents: boolean,
  ): Node & { readonly statements: readonly Node[] };
  forEachChild(node: Node, visit: (child: Node) => void): void;
}

interface Node {
  readonly kind: number;
  readonly flags: number;
  readonly parent?: Node;
  readonly text?: string;
  readonly name?: Node;
  readonly left?: Node;
  readonly operand?: Node;
  readonly operator?: number;
  readonly operatorToken?: Node;
  readonly expression?: Node;
  readonly initializer?: Node;
  readonly elements?: readonly Node[];
  readonly importClause?: Node;
  readonly namedBindings?: Node;
  readonly moduleSpecifier?: Node;
  readonly declarationList?: Node & { readonly declarations: readonly Node[] };
}

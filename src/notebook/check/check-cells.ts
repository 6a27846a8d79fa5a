import type { Notebook } from "../format/notebook.js";
import { loadTypeScript } from "../parameters/load-typescript.js";

/** A code cell as far as a check reads it. */
export interface ReadCell {
  /** From 1, text cells counted. */
  readonly number: number;
  readonly source: string;
  /** What it declares for the cells after it. */
  readonly declared: ReadonlyMap<string, DeclaredName>;
  /** Every identifier that stands for a name, not for a property. */
  readonly used: ReadonlySet<string>;
  readonly imports: readonly ReadImport[];
  /** Where its top level calls `show`. */
  readonly shows: readonly number[];
  readonly syntaxErrors: readonly { readonly offset: number; readonly message: string }[];
}

/** A name that a cell declares at its top level. */
export interface DeclaredName {
  readonly offset: number;
  /** Whether later cells may assign to it. */
  readonly assignable: boolean;
}

/** A module that a cell imports, statically or by a call. */
export interface ReadImport {
  readonly specifier: string;
  readonly offset: number;
}

/** The code cells of a TypeScript notebook, read by the compiler that tslab reads them with. */
export function readCells(notebook: Notebook): readonly ReadCell[] {
  // The package ships no usable types; this is the part of its interface that reading cells uses.
  const ts = loadTypeScript() as unknown as Compiler;
  return notebook.cells.flatMap((cell, index) =>
    cell.cell_type === "code" ? [readCell(ts, cell.source, index + 1)] : [],
  );
}

interface Compiler {
  readonly SyntaxKind: { readonly [name: string]: number };
  readonly NodeFlags: { readonly Const: number };
  readonly ScriptTarget: { readonly Latest: number };
  createSourceFile(name: string, text: string, target: number, setParents: boolean): ParsedCell;
  forEachChild(node: Node, visit: (child: Node) => void): void;
}

interface Node {
  readonly kind: number;
  readonly flags: number;
  readonly parent?: Node;
  readonly text?: string;
  readonly name?: Node;
  readonly propertyName?: Node;
  readonly right?: Node;
  readonly elements?: readonly Node[];
  readonly importClause?: Node & { readonly namedBindings?: Node };
  readonly moduleSpecifier?: Node;
  readonly expression?: Node;
  readonly arguments?: readonly Node[];
  readonly declarationList?: Node & { readonly declarations: readonly Node[] };
  getStart(file: ParsedCell): number;
}

interface ParsedCell extends Node {
  readonly statements: readonly Node[];
  readonly parseDiagnostics: readonly {
    readonly start: number;
    readonly messageText: string | { readonly messageText: string };
  }[];
}

function readCell(ts: Compiler, source: string, number: number): ReadCell {
  const kinds = ts.SyntaxKind;
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true);
  const declared = new Map<string, DeclaredName>();
  for (const statement of file.statements) declareStatement(ts, file, statement, declared);
  const used = new Set<string>();
  const imports: ReadImport[] = [];
  const visit = (node: Node): void => {
    if (node.kind === kinds.ImportDeclaration && node.moduleSpecifier !== undefined) {
      imports.push({ specifier: node.moduleSpecifier.text ?? "", offset: node.moduleSpecifier.getStart(file) });
    }
    if (node.kind === kinds.CallExpression) {
      const [first] = node.arguments ?? [];
      const loads = node.expression?.kind === kinds.ImportKeyword || node.expression?.text === "require";
      if (loads && first !== undefined && first.kind === kinds.StringLiteral)
        imports.push({ specifier: first.text ?? "", offset: first.getStart(file) });
    }
    if (node.kind === kinds.Identifier && node.text && isUse(kinds, node)) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return {
    number,
    source,
    declared,
    used,
    imports,
    shows: file.statements.filter((statement) => isShow(kinds, statement)).map((statement) => statement.getStart(file)),
    syntaxErrors: file.parseDiagnostics.map(({ start, messageText }) => ({
      offset: start,
      message: typeof messageText === "string" ? messageText : messageText.messageText,
    })),
  };
}

/** Whether a statement shows a value: `show(…)` or `await show(…)`. */
function isShow(kinds: Compiler["SyntaxKind"], { kind, expression }: Node): boolean {
  const call = expression?.kind === kinds.AwaitExpression ? expression?.expression : expression;
  return kind === kinds.ExpressionStatement && call?.kind === kinds.CallExpression && call?.expression?.text === "show";
}

function declareStatement(ts: Compiler, file: ParsedCell, statement: Node, declared: Map<string, DeclaredName>): void {
  const kinds = ts.SyntaxKind;
  const add = (name: Node | undefined, assignable: boolean): void => {
    if (name !== undefined && name.kind === kinds.Identifier && name.text) {
      declared.set(name.text, { offset: name.getStart(file), assignable });
    } else for (const element of name?.elements ?? []) add(element.name, assignable);
  };
  switch (statement.kind) {
    case kinds.VariableStatement:
      for (const declaration of statement.declarationList?.declarations ?? []) {
        add(declaration.name, ((statement.declarationList?.flags ?? 0) & ts.NodeFlags.Const) === 0);
      }
      break;
    case kinds.ImportDeclaration: {
      add(statement.importClause?.name, false);
      const bindings = statement.importClause?.namedBindings;
      if (bindings?.name !== undefined) add(bindings.name, false);
      for (const element of bindings?.elements ?? []) add(element.name, false);
      break;
    }
    case kinds.FunctionDeclaration:
    case kinds.ClassDeclaration:
    case kinds.InterfaceDeclaration:
    case kinds.TypeAliasDeclaration:
    case kinds.EnumDeclaration:
    case kinds.ModuleDeclaration:
    case kinds.ImportEqualsDeclaration:
      add(statement.name, false);
      break;
  }
}

/** Whether an identifier reads or writes a name, rather than declaring one or naming a property. */
function isUse(kinds: Compiler["SyntaxKind"], node: Node): boolean {
  const { parent } = node;
  if (parent === undefined) return false;
  if (parent.kind === kinds.ShorthandPropertyAssignment) return true;
  if (parent.name === node || parent.propertyName === node) return false;
  return !(parent.kind === kinds.QualifiedName && parent.right === node);
}

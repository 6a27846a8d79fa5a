import type * as TypeScript from "@tslab/typescript-for-tslab";
import { type DeclaredName, declaredNames } from "../compiler/declared-names.js";
import { loadTypeScript } from "../compiler/load-typescript.js";
import { parseCode, type SyntaxFault } from "../compiler/parse-code.js";
import type { Notebook } from "../format/notebook.js";
import { cuadernoKernelName } from "../kernel/cuaderno-spec.js";

/** A code cell as far as a check reads it. */
export interface ReadCell {
  /** From 1; Markdown cells count too. */
  readonly number: number;
  readonly source: string;
  /** What it declares for the cells after it. */
  readonly declared: ReadonlyMap<string, DeclaredName>;
  /** Every identifier that refers to a name, not to a property. */
  readonly used: ReadonlySet<string>;
  readonly imports: readonly ReadImport[];
  /** Offsets at which its top level calls `show`. */
  readonly shows: readonly number[];
  readonly syntaxErrors: readonly SyntaxFault[];
}

/** A module that a cell imports, statically or by a call. */
export interface ReadImport {
  readonly specifier: string;
  readonly offset: number;
}

/**
 * The code cells of a TypeScript notebook, read by the compiler that tslab uses; newer syntax is known where the
 * notebook names the kernel of this package.
 */
export function readCells({ cells, metadata }: Notebook): readonly ReadCell[] {
  const { kernelspec } = metadata as { readonly kernelspec?: { readonly name?: unknown } | undefined };
  const isRecent = kernelspec?.name === cuadernoKernelName;
  return cells.flatMap((cell, index) =>
    cell.cell_type === "code" ? [readCell(cell.source, index + 1, isRecent)] : [],
  );
}

function readCell(source: string, number: number, isRecent: boolean): ReadCell {
  const ts = loadTypeScript();
  const { file, syntaxErrors } = parseCode(source, { isRecent });
  const [first] = syntaxErrors;
  const isKnown = isRecent || first === undefined || parseCode(source, { isRecent: true }).syntaxErrors.length > 0;
  const used = new Set<string>();
  const imports: ReadImport[] = [];
  const visit = (node: TypeScript.Node): void => {
    const module = importedModule(node);
    if (module !== undefined) imports.push({ specifier: module.text, offset: module.getStart() });
    if (ts.isIdentifier(node) && node.text !== "" && isUse(node)) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return {
    number,
    source,
    declared: new Map(file.statements.flatMap(declaredNames).map((declared) => [declared.name, declared])),
    used,
    imports,
    shows: file.statements.filter(isShow).map((statement) => statement.getStart()),
    syntaxErrors: isKnown ? syntaxErrors : [{ ...first, message: unknownToTslab }],
  };
}

const unknownToTslab = `tslab does not know this syntax; name the kernel "${cuadernoKernelName}" in the notebook`;

/** The module in `import … from "x"`, `import("x")` or `require("x")`. */
function importedModule(node: TypeScript.Node): TypeScript.StringLiteral | undefined {
  const ts = loadTypeScript();
  if (ts.isImportDeclaration(node)) return ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier : undefined;
  if (!ts.isCallExpression(node)) return undefined;
  const { expression } = node;
  const [first] = node.arguments;
  const loads =
    expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === "require");
  return loads && first !== undefined && ts.isStringLiteral(first) ? first : undefined;
}

/** Whether a statement shows a value: `show(…)` or `await show(…)`. */
function isShow(statement: TypeScript.Statement): boolean {
  const ts = loadTypeScript();
  if (!ts.isExpressionStatement(statement)) return false;
  const { expression } = statement;
  const call = ts.isAwaitExpression(expression) ? expression.expression : expression;
  return ts.isCallExpression(call) && ts.isIdentifier(call.expression) && call.expression.text === "show";
}

/** Whether an identifier reads or writes a name, rather than declaring one or naming a property. */
function isUse(node: TypeScript.Identifier): boolean {
  const ts = loadTypeScript();
  const parent = node.parent as TypeScript.Node & {
    readonly name?: TypeScript.Node | undefined;
    readonly propertyName?: TypeScript.Node | undefined;
  };
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (parent.name === node || parent.propertyName === node) return false;
  return !(ts.isQualifiedName(parent) && parent.right === node);
}

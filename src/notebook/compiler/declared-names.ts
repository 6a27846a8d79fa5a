import type * as TypeScript from "@tslab/typescript-for-tslab";
import { loadTypeScript } from "./load-typescript.js";

/** A name that a statement declares. */
export interface DeclaredName {
  readonly name: string;
  readonly offset: number;
  /** Whether later code may assign to it. */
  readonly assignable: boolean;
  /** The module, when the name is imported. */
  readonly from: string | undefined;
}

/** The names that a statement declares in its scope, patterns included. */
export function declaredNames(statement: TypeScript.Statement): readonly DeclaredName[] {
  const ts = loadTypeScript();
  const toName = (node: TypeScript.Node | undefined, assignable: boolean, from?: string): readonly DeclaredName[] => {
    if (node === undefined) return [];
    if (ts.isIdentifier(node)) return [{ name: node.text, offset: node.getStart(), assignable, from }];
    if (!ts.isObjectBindingPattern(node) && !ts.isArrayBindingPattern(node)) return [];
    return node.elements.flatMap((element) => (ts.isBindingElement(element) ? toName(element.name, assignable) : []));
  };
  if (ts.isVariableStatement(statement)) {
    const { declarations, flags } = statement.declarationList;
    return declarations.flatMap(({ name }) => toName(name, (flags & ts.NodeFlags.Const) === 0));
  }
  if (ts.isImportDeclaration(statement)) {
    const { importClause, moduleSpecifier } = statement;
    const from = ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : "";
    const bindings = importClause?.namedBindings;
    const named = bindings === undefined ? [] : ts.isNamespaceImport(bindings) ? [bindings] : bindings.elements;
    return [importClause, ...named].flatMap((node) => toName(node?.name, false, from));
  }
  const { name } = statement as TypeScript.Statement & { readonly name?: TypeScript.Node | undefined };
  return toName(name, false);
}

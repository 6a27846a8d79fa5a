import type { AnyNode, Node } from "acorn";
import { parseScript } from "../code/parse-script.js";
import { patternNames } from "../code/pattern-names.js";
import { stripTypes } from "../code/strip-types.js";
import { walkTree } from "../code/walk-tree.js";
import type { DeclaredName } from "./cell-modules.js";

/**
 * The values that code declares at its top level, and the names it imports. Types are removed before the code is
 * parsed: `mayDeclareTypes` reports whether there can be any.
 *
 * @throws CellSyntaxError
 */
export function declaredInCode(code: string): readonly DeclaredName[] {
  const tree = parseScript(stripTypes("cell", code, { keepImports: true, compileUsing: false }).code);
  const hoisted: DeclaredName[] = [];
  walkTree(tree, (node) => {
    if (/Function|^StaticBlock$/.test(node.type)) return false;
    if (node.type === "VariableDeclaration" && node.kind === "var") hoisted.push(...variableNames(node));
    return undefined;
  });
  return [...hoisted, ...tree.body.flatMap(statementNames)];
}

/** Whether code may declare a type, or a value that is compiled: where not, `declaredInCode` has all of its names. */
export function mayDeclareTypes(code: string): boolean {
  return /\b(?:interface|type|enum|namespace|module|declare|abstract)\b|\bimport\s+[\w$]+\s*=/.test(code);
}

function statementNames(statement: Node): readonly DeclaredName[] {
  const node = statement as AnyNode;
  switch (node.type) {
    case "ImportDeclaration":
      return node.specifiers.map(({ local }) => ({ name: local.name, isVariable: false }));
    case "ExportNamedDeclaration":
    case "ExportDefaultDeclaration":
      return node.declaration ? statementNames(node.declaration) : [];
    case "FunctionDeclaration":
    case "ClassDeclaration":
      return node.id ? [{ name: node.id.name, isVariable: false }] : [];
    case "VariableDeclaration":
      return node.kind === "var" ? [] : variableNames(node);
    default:
      return [];
  }
}

function variableNames({ kind, declarations }: AnyNode & { readonly type: "VariableDeclaration" }): DeclaredName[] {
  const isVariable = kind === "let" || kind === "var";
  return declarations.flatMap(({ id }) => patternNames(id).map((name) => ({ name, isVariable })));
}

import type { AnyNode, ImportDeclaration, ModuleDeclaration, Program, Statement } from "acorn";
import { CellSyntaxError } from "./cell-syntax-error.js";
import { type CodePiece, EditedCode, offsetBefore } from "./code-pieces.js";
import { editFunctionCalls } from "./edit-function-calls.js";
import { type FreeName, freeNames } from "./free-names.js";
import { kernelGlobal } from "./kernel-global.js";
import { parseStripped } from "./parse-script.js";
import { patternNames } from "./pattern-names.js";
import { offsetAt, positionAt, type SourcePosition } from "./source-position.js";
import { stripTypes } from "./strip-types.js";
import { walkTree } from "./walk-tree.js";
import { withoutUsing } from "./without-using.js";

/** A cell, ready to run once its imports are loaded. */
export interface CellCode {
  readonly imports: readonly CellImport[];
  /** The names that the cell declares or imports. */
  readonly declared: readonly CellName[];
  /** The script, which declares those imported names that exist. */
  toScript(imported: readonly string[]): CellScript;
}

/** A name that a cell declares. */
export interface CellName {
  readonly name: string;
  /** Whether other code may not assign to it. */
  readonly isConstant: boolean;
}

/** What a cell has to know of the names of earlier cells. */
export interface KnownNames {
  readonly constants: ReadonlySet<string>;
  /** Names of Node's globals that cells have declared: libraries go on to use Node's. */
  readonly shadowing: ReadonlySet<string>;
  /** Names of Node's globals. */
  readonly globals: ReadonlySet<string>;
}

/** An import declaration of a cell. */
export interface CellImport {
  readonly specifier: string;
  /** The names it binds: `*` is the module itself. */
  readonly names: readonly { readonly imported: string; readonly local: string }[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly position: SourcePosition;
}

/** Code for V8's REPL mode. */
export interface CellScript {
  readonly code: string;
  /** The position in the cell of a position in the script; both are counted from 0. */
  readonly toSource: (line: number, column: number) => SourcePosition;
}

/**
 * A cell as a script for V8's REPL mode, in which every name may be declared again.
 *
 * REPL mode refuses a name that was declared with another keyword before, so all become `let`: `var` and functions at
 * the start of the script, where they are hoisted to. `await` can be interrupted; the value of a last expression is
 * reported. A name of one of Node's globals gets another name, since a script's names are visible to every module.
 *
 * @throws CellSyntaxError
 */
export function cellCode(name: string, source: string, known: KnownNames = noNames): CellCode {
  const stripped = withoutUsing(stripTypes(name, hideShebang(source), { keepImports: true, compileUsing: false }));
  const tree = parseStripped(stripped);
  const edited = new EditedCode(stripped.code);
  const toSource = (offset: number): SourcePosition => {
    const { line, column } = positionAt(stripped.code, offset);
    return stripped.toSource(line, column);
  };
  const variables = hoistVariables(tree, edited);
  const declared = [...variables.map(toVariable), ...tree.body.flatMap(declaredNames)];
  const free = freeNames(tree);
  refuseAssignments(free, declared, known, toSource);
  const rename = renameGlobals(free, declared, known, edited);
  editExpressions(tree, edited);
  if (rename("Function") === "Function") editFunctionCalls(tree, free, edited);
  const last = tree.body.findLast(({ type }) => type !== "EmptyStatement");
  if (last?.type === "ExpressionStatement") reportValue(last, edited);
  const imports = tree.body.flatMap((statement) => {
    if (statement.type !== "ImportDeclaration") return [];
    edited.replace(statement.start, statement.end, "");
    return { ...readImport(statement), position: toSource(statement.start) };
  });
  const hoisted = hoistFunctions(tree, edited, rename);
  const rest = edited.pieces();
  return {
    imports,
    declared,
    toScript(imported) {
      const bindings = imported.map((local) => `${rename(local)} = ${kernelGlobal}.imported.${local}`);
      const names = [...bindings, ...variables.map(rename)].join(", ");
      const start = { text: `"use strict"; ${kernelGlobal}.begin(); ${names === "" ? "" : `let ${names}; `}` };
      const pieces = [start, ...hoisted, { text: "\n" }, ...rest];
      const code = pieces.map(({ text }) => text).join("");
      return {
        code: `${code}\n//# sourceURL=${name}`,
        toSource: (line, column) => toSource(offsetBefore(pieces, offsetAt(code, line, column))),
      };
    },
  };
}

/** The first line of a program for a shell, as a comment. */
function hideShebang(source: string): string {
  return source.replace(/^#!/, "//");
}

const noNames: KnownNames = { constants: new Set(), shadowing: new Set(), globals: new Set() };

function toVariable(name: string): CellName {
  return { name, isConstant: false };
}

/** Moves functions to the start of the script and removes what is left of exports; other declarations become `let`. */
function hoistFunctions(tree: Program, edited: EditedCode, rename: (name: string) => string): readonly CodePiece[] {
  const hoisted: CodePiece[] = [];
  for (const statement of tree.body) {
    const declaration = withoutExport(statement, edited);
    if (declaration?.type === "FunctionDeclaration" && declaration.id !== null) {
      const { id, start, end } = declaration;
      edited.replace(id.start, id.end, "");
      hoisted.push({ text: `let ${rename(id.name)} = ` }, ...edited.take(start, end), { text: "; " });
    } else if (declaration?.type === "VariableDeclaration" && declaration.kind !== "var") {
      edited.replace(declaration.start, declaration.start + declaration.kind.length, "let");
    }
  }
  return hoisted;
}

/** The names that a statement declares, without those of `var`. */
function declaredNames(statement: Statement | ModuleDeclaration): readonly CellName[] {
  if (statement.type === "ImportDeclaration") {
    return statement.specifiers.map(({ local }) => ({ name: local.name, isConstant: true }));
  }
  const isExport = statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration";
  const declaration = (isExport ? statement.declaration : statement) as AnyNode | null | undefined;
  if (declaration?.type === "VariableDeclaration" && declaration.kind !== "var") {
    const isConstant = declaration.kind === "const";
    return declaration.declarations.flatMap(({ id }) => patternNames(id).map((name) => ({ name, isConstant })));
  }
  const isNamed = declaration?.type === "FunctionDeclaration" || declaration?.type === "ClassDeclaration";
  return isNamed && declaration.id ? [toVariable(declaration.id.name)] : [];
}

/** Constants are declared with `let`, so that they can be declared again: assignments to them are found here. */
function refuseAssignments(
  free: readonly FreeName[],
  declared: readonly CellName[],
  known: KnownNames,
  toSource: (offset: number) => SourcePosition,
): void {
  const own = new Map(declared.map(({ name, isConstant }) => [name, isConstant]));
  for (const { name, start, isAssigned } of free) {
    if (!isAssigned || !(own.get(name) ?? known.constants.has(name))) continue;
    throw new CellSyntaxError(`cannot assign to "${name}", which is a constant; declare it with let`, toSource(start));
  }
}

/** Gives declarations and uses of names of Node's globals another name, which the result returns. */
function renameGlobals(
  free: readonly FreeName[],
  declared: readonly CellName[],
  { shadowing, globals }: KnownNames,
  edited: EditedCode,
): (name: string) => string {
  const renamed = new Set([...shadowing, ...declared.flatMap(({ name }) => (globals.has(name) ? [name] : []))]);
  const rename = (name: string): string => (renamed.has(name) ? `${name}${renamedEnd}` : name);
  for (const { name, start, end, isShorthand, isHoisted } of free) {
    if (!renamed.has(name) || isHoisted) continue;
    edited.replace(start, end, isShorthand ? `${name}: ${rename(name)}` : rename(name));
  }
  return rename;
}

/** The end of the names that stand for names of Node's globals. */
export const renamedEnd = "$cell";

/** Imports and awaits go through the kernel, at any depth. */
function editExpressions(tree: Program, edited: EditedCode): void {
  walkTree(tree, (node) => {
    if (node.type === "ImportExpression") {
      edited.replace(node.start, node.start + "import".length, `${kernelGlobal}.import`);
    } else if (node.type === "MetaProperty" && node.meta.name === "import") {
      edited.replace(node.start, node.end, `${kernelGlobal}.meta`);
    } else if (node.type === "AwaitExpression") {
      edited.replace(node.argument.start, node.argument.start, `${kernelGlobal}.wait(`);
      edited.replace(node.argument.end, node.argument.end, ")");
    }
    return undefined;
  });
}

/** Turns `var` declarations outside functions into assignments; returns their names. */
function hoistVariables(tree: Program, edited: EditedCode): readonly string[] {
  const names = new Set<string>();
  walkTree(tree, (node, parent) => {
    if (isFunction(node)) return false;
    if (node.type !== "VariableDeclaration" || node.kind !== "var") return undefined;
    edited.replace(node.start, node.start + "var".length, "");
    const isLoopTarget = parent?.type === "ForInStatement" || parent?.type === "ForOfStatement";
    for (const { id, init } of node.declarations) {
      for (const name of patternNames(id)) names.add(name);
      if (id.type === "Identifier" || isLoopTarget || !init) continue;
      edited.replace(id.start, id.start, "(");
      edited.replace(init.end, init.end, ")");
    }
    return undefined;
  });
  return [...names];
}

function isFunction({ type }: AnyNode): boolean {
  return /Function|^StaticBlock$/.test(type);
}

function reportValue({ expression }: Statement & { readonly type: "ExpressionStatement" }, edited: EditedCode): void {
  edited.replace(expression.start, expression.start, `${kernelGlobal}.result(`);
  edited.replace(expression.end, expression.end, ")");
}

function readImport(node: ImportDeclaration): Omit<CellImport, "position"> {
  const names = node.specifiers.map((part) => {
    const local = part.local.name;
    if (part.type === "ImportDefaultSpecifier") return { imported: "default", local };
    if (part.type === "ImportNamespaceSpecifier") return { imported: "*", local };
    const { imported } = part;
    return { imported: imported.type === "Identifier" ? imported.name : String(imported.value), local };
  });
  const attributes = node.attributes.map(({ key, value }) => [
    key.type === "Identifier" ? key.name : String(key.value),
    String(value.value),
  ]);
  return { specifier: String(node.source.value), names, attributes: Object.fromEntries(attributes) };
}

/** What a statement declares, without the keyword `export`; undefined when nothing is left of it. */
function withoutExport(statement: Statement | ModuleDeclaration, edited: EditedCode): AnyNode | undefined {
  if (statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration") {
    const { declaration } = statement;
    if (declaration && isDeclaration(declaration)) {
      edited.replace(statement.start, declaration.start, "");
      return declaration;
    }
    edited.replace(statement.start, declaration?.start ?? statement.end, declaration ? ";(" : "");
    if (declaration) edited.replace(declaration.end, declaration.end, ");");
    return undefined;
  }
  if (statement.type === "ExportAllDeclaration") edited.replace(statement.start, statement.end, "");
  return statement;
}

/** Whether a part of an export declares names; the default export may be an expression or have no name. */
function isDeclaration(node: AnyNode): boolean {
  if (node.type === "FunctionDeclaration" || node.type === "ClassDeclaration") return Boolean(node.id);
  return node.type === "VariableDeclaration";
}

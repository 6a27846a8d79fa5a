import type { AnyNode, ImportDeclaration, Program } from "acorn";
import { FormatError } from "../../core/errors.js";
import { cellTags } from "../../notebook/cells/cell-tags.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { CellSyntaxError } from "../code/cell-syntax-error.js";
import { freeNames } from "../code/free-names.js";
import { parseScript } from "../code/parse-script.js";
import { patternNames } from "../code/pattern-names.js";
import { positionAt, type SourcePosition } from "../code/source-position.js";
import { stripTypes } from "../code/strip-types.js";
import { isConstant, isFunctionValue } from "./is-constant.js";

/** A code cell of a notebook that is imported, without types. */
export interface ModuleCell {
  /** From 1; Markdown cells count too. */
  readonly number: number;
  /** Whether it is tagged `export`. */
  readonly isExport: boolean;
  readonly code: string;
  /** The position in the cell of an offset in `code`, counted from 0. */
  readonly toSource: (offset: number) => SourcePosition;
}

/** A statement at the top level of a cell. */
export interface ModuleStatement {
  readonly cell: ModuleCell;
  /** Range in the code of the cell, without the keyword `export`. */
  readonly start: number;
  readonly end: number;
  readonly declared: readonly string[];
  /** The names that it uses of other statements, with the offset of the first use. */
  readonly used: ReadonlyMap<string, number>;
  readonly assigned: readonly string[];
  /** An import; a declaration that does nothing but define its names; or code that has to run. */
  readonly kind: "import" | "definition" | "code";
  readonly isFunction: boolean;
  readonly hasExport: boolean;
  readonly importNode: ImportDeclaration | undefined;
}

/** Cells with one of these tags are not part of a module. */
export const leftOutTags: readonly string[] = ["demo", "test", "raises-exception"];

/** The top-level statements of a notebook, in order, of the cells that belong to its module. */
export function moduleStatements(notebook: Notebook, path: string): readonly ModuleStatement[] {
  return notebook.cells.flatMap((cell, index) => {
    const tags = cellTags(cell);
    if (cell.cell_type !== "code" || leftOutTags.some((tag) => tags.includes(tag))) return [];
    const number = index + 1;
    const { code, toSource } = strip(cell.source, `${path}#cell-${number}`);
    const read: ModuleCell = {
      number,
      isExport: tags.includes("export"),
      code,
      toSource: (offset) => {
        const { line, column } = positionAt(code, offset);
        return toSource(line, column);
      },
    };
    return parseScript(code).body.map((node) => toStatement(node, read, path));
  });
}

function strip(source: string, where: string): ReturnType<typeof stripTypes> {
  try {
    const stripped = stripTypes("cell.ts", source, { keepImports: true, compileUsing: /\busing\b/.test(source) });
    if (!stripped.code.includes("babelHelpers")) return stripped;
  } catch (failure) {
    if (!(failure instanceof CellSyntaxError)) throw failure;
    const { line, column } = failure.position;
    throw new FormatError(`import: ${where}:${line + 1}:${column + 1}: ${failure.message}; fix the cell`);
  }
  throw new FormatError(`import: ${where}: decorators and "using" cannot be imported; move them out of the cell`);
}

function toStatement(statement: Program["body"][number], cell: ModuleCell, path: string): ModuleStatement {
  const isNamed = statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration";
  const node = (isNamed && statement.declaration ? statement.declaration : statement) as AnyNode;
  if (/^Export/.test(node.type)) {
    const { line, column } = cell.toSource(node.start);
    const where = `${path}#cell-${cell.number}:${line + 1}:${column + 1}`;
    throw new FormatError(`import: ${where}: lists of exports are not supported; write export before the declaration`);
  }
  const declared = declaredNames(node);
  const used = new Map<string, number>();
  const names = freeNames({ type: "Program", body: [node] } as unknown as Program);
  for (const { name, start } of names) if (!declared.includes(name) && !used.has(name)) used.set(name, start);
  return {
    cell,
    start: node.start,
    end: node.end,
    declared,
    used,
    assigned: names.filter(({ isAssigned }) => isAssigned).map(({ name }) => name),
    kind: node.type === "ImportDeclaration" ? "import" : isConstant(node) ? "definition" : "code",
    isFunction: isFunctionValue(node),
    hasExport: isNamed,
    importNode: node.type === "ImportDeclaration" ? node : undefined,
  };
}

function declaredNames(node: AnyNode): readonly string[] {
  switch (node.type) {
    case "ImportDeclaration":
      return node.specifiers.map(({ local }) => local.name);
    case "VariableDeclaration":
      return node.declarations.flatMap(({ id }) => patternNames(id));
    case "FunctionDeclaration":
    case "ClassDeclaration":
      return node.id ? [node.id.name] : [];
    default:
      return [];
  }
}

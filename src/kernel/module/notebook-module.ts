import { parse, type Token } from "acorn";
import { FormatError } from "../../core/errors.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { notebookLanguage } from "../../notebook/parameters/notebook-parameters.js";
import { positionAt, type SourcePosition } from "../code/source-position.js";
import { chooseStatements, type LeftOut } from "./choose-statements.js";
import { type ModuleStatement, moduleStatements } from "./module-statements.js";
import { encodeMappings, type MappedPosition, type NotebookSourceMap } from "./source-map.js";

/** A notebook as an ES module. */
export interface NotebookModule {
  readonly code: string;
  readonly exports: readonly string[];
  readonly leftOut: readonly LeftOut[];
  /** The names that are declared by cells of the module, by the number of the cell, from 1. */
  readonly declared: ReadonlyMap<number, readonly string[]>;
  /** Each cell is a source, `path#cell-3`. */
  readonly map: NotebookSourceMap;
  /** The position in a cell, from a position in the code; both are counted from 0. */
  readonly toSource: (line: number, column: number) => SourcePosition & { readonly cell: number };
}

/**
 * What `import` of a notebook loads: the cells tagged `export`, else all functions and classes, with the imports,
 * functions and constants that they use. Cells tagged `demo` or `test` are left out; no other cell runs.
 *
 * @throws FormatError for a syntax error, and when an exported cell uses a value of a cell that is not loaded.
 * @example notebookModule(await readNotebook("01-clean.ipynb"), "01-clean.ipynb").exports // ["cleanPrices"]
 */
export function notebookModule(notebook: Notebook, path: string): NotebookModule {
  const language = notebookLanguage(notebook);
  if (language !== "typescript") throw new FormatError(`import: ${path} is in ${language}; expected TypeScript cells`);
  const { statements, exports, leftOut } = chooseStatements(moduleStatements(notebook, path), path);
  const used = new Set(statements.flatMap((statement) => [...statement.used.keys()]));
  const pieces: { readonly text: string; readonly statement?: ModuleStatement }[] = [];
  const imported = new Set<string>();
  for (const statement of statements) {
    const { cell, start, end } = statement;
    const text = statement.importNode ? importText(statement, used, imported) : cell.code.slice(start, end);
    if (text !== "") pieces.push({ text, statement });
  }
  if (used.has("require") && !statements.some(({ declared }) => declared.includes("require")))
    pieces.unshift(requirePiece);
  for (const { name, location, reason } of leftOut) {
    const message = JSON.stringify(`${name}: ${location}: ${reason}`);
    pieces.push({ text: `export function ${name}() { throw new Error(${message}); }` });
  }
  pieces.push({ text: `export { ${exports.join(", ")} };` });
  return { ...mapped(pieces, notebook, path), exports, leftOut, declared: declaredByCell(statements) };
}

const requirePiece = {
  text: 'import { createRequire as $createRequire } from "node:module"; const require = $createRequire(import.meta.url);',
};

/** The import with the names that are used, each once: names of types are left out like that. */
function importText({ importNode, cell }: ModuleStatement, used: ReadonlySet<string>, imported: Set<string>): string {
  if (importNode === undefined) return "";
  const source = cell.code.slice(importNode.source.start, importNode.end);
  if (importNode.specifiers.length === 0) return `import ${source}`;
  const specifiers = importNode.specifiers.filter(({ local }) => used.has(local.name) && !imported.has(local.name));
  for (const { local } of specifiers) imported.add(local.name);
  const strings = specifiers.map((part) => {
    const text = cell.code.slice(part.start, part.end);
    return part.type === "ImportSpecifier" ? `{ ${text} }` : text;
  });
  const named = strings.filter((text) => text.startsWith("{")).map((text) => text.slice(2, -2));
  const rest = strings.filter((text) => !text.startsWith("{"));
  const parts = named.length === 0 ? rest : [...rest, `{ ${named.join(", ")} }`];
  return parts.length === 0 ? "" : `import ${parts.join(", ")} from ${source}`;
}

/** Joins pieces, one below the other, and maps the start of every token to its cell. */
function mapped(
  pieces: readonly { readonly text: string; readonly statement?: ModuleStatement | undefined }[],
  notebook: Notebook,
  path: string,
): Pick<NotebookModule, "code" | "map" | "toSource"> {
  const cells = [...new Set(pieces.flatMap(({ statement }) => statement?.cell.number ?? []))];
  const positions: MappedPosition[] = [];
  let line = 0;
  for (const { text, statement } of pieces) {
    if (statement !== undefined) {
      const { cell, start, importNode } = statement;
      const source = cells.indexOf(cell.number);
      for (const offset of importNode ? [0] : tokenOffsets(text)) {
        const [at, from] = [positionAt(text, offset), cell.toSource(start + offset)];
        positions.push({
          line: line + at.line,
          column: at.column,
          source,
          sourceLine: from.line,
          sourceColumn: from.column,
        });
      }
    }
    line += text.split("\n").length;
  }
  const map: NotebookSourceMap = {
    version: 3,
    sources: cells.map((number) => `${path}#cell-${number}`),
    sourcesContent: cells.map((number) => notebook.cells[number - 1]?.source ?? ""),
    names: [],
    mappings: encodeMappings(positions),
  };
  const toSource: NotebookModule["toSource"] = (row, column) => {
    const isBefore = (position: MappedPosition): boolean =>
      position.line < row || (position.line === row && position.column <= column);
    const found = positions.findLast(isBefore) ?? positions[0];
    return { cell: cells[found?.source ?? 0] ?? 0, line: found?.sourceLine ?? 0, column: found?.sourceColumn ?? 0 };
  };
  return { code: `${pieces.map(({ text }) => text).join("\n")}\n`, map, toSource };
}

function tokenOffsets(code: string): readonly number[] {
  const tokens: Token[] = [];
  parse(code, { ecmaVersion: "latest", sourceType: "module", onToken: tokens });
  return tokens.map(({ start }) => start);
}

function declaredByCell(statements: readonly ModuleStatement[]): ReadonlyMap<number, readonly string[]> {
  const byCell = new Map<number, readonly string[]>();
  for (const { cell, declared } of statements)
    byCell.set(cell.number, [...(byCell.get(cell.number) ?? []), ...declared]);
  return byCell;
}

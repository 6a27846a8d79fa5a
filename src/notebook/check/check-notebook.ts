import { cellTags } from "../cells/cell-tags.js";
import type { Cell, Notebook, Output } from "../format/notebook.js";
import { notebookLanguage, notebookParameters } from "../parameters/notebook-parameters.js";
import { type ReadCell, readCells } from "./check-cells.js";
import { type Finding, finding, lineAndColumn } from "./check-finding.js";
import { secretShapes } from "./check-secrets.js";

/** How a notebook is checked. */
export interface CheckNotebookOptions {
  /** The notebook's name in findings. @default "notebook" */
  readonly path?: string | undefined;
  /**
   * Packages that cells may import in addition to `cuaderno`, its subpaths, `nodejs-polars`, `arquero`, `tslab` and the
   * modules of Node (`node:path`).
   * @default []
   */
  readonly allowImports?: readonly string[] | undefined;
}

const longestCell = 15;

/**
 * Findings in a notebook without running and without type-checking it: syntax, keys in cells and outputs, imports,
 * parameters, length of cells, outputs that are not cleared. `checkNotebooks` adds what the types say.
 *
 * @example checkNotebook(parseNotebook('{"nbformat": 4, "cells": []}', "a.ipynb")).map((found) => found.rule) // ["parameters-cell"]
 */
export function checkNotebook(notebook: Notebook, options: CheckNotebookOptions = {}): readonly Finding[] {
  return checkReadCells(notebook, notebookLanguage(notebook) === "typescript" ? readCells(notebook) : [], options);
}

/** Findings of `checkNotebook` with the code cells as they have been read; no cells for other languages. */
export function checkReadCells(
  notebook: Notebook,
  cells: readonly ReadCell[],
  { path = "notebook", allowImports = [] }: CheckNotebookOptions,
): readonly Finding[] {
  return [
    ...notebook.cells.flatMap((cell, index) => cellFindings(cell, { notebook: path, cell: index + 1 })),
    ...cells.flatMap((cell) => [
      ...syntaxFindings(cell, path),
      ...importFindings(cell, path, allowImports),
      ...shownFindings(cell, path),
    ]),
    ...parameterFindings(notebook, cells, path),
  ];
}

interface CellPosition {
  readonly notebook: string;
  readonly cell: number;
}

function cellFindings(cell: Cell, where: CellPosition): readonly Finding[] {
  const found = secretShapes(cell.source).map(({ kind, offset, masked }) =>
    finding(
      "secret",
      { ...where, ...lineAndColumn(cell.source, offset) },
      `${kind} ${masked} is in the cell; read it from the environment and revoke the key`,
    ),
  );
  if (cell.source.trim() === "") found.push(finding("empty-cell", where, "the cell is empty; remove it"));
  if (cell.cell_type !== "code") return found;
  const lines = cell.source.trimEnd().split("\n").length;
  if (lines > longestCell) {
    found.push(
      finding(
        "cell-length",
        { ...where, line: longestCell + 1, column: 1 },
        `the cell has ${lines} lines, more than ${longestCell}; split it or move its logic into a module`,
      ),
    );
  }
  for (const [index, output] of cell.outputs.entries()) {
    for (const { kind, masked } of secretShapes(outputText(output))) {
      found.push(finding("secret", where, `${kind} ${masked} is in output ${index + 1}; clear it and revoke the key`));
    }
  }
  if (cell.outputs.length > 0 || cell.execution_count !== null) {
    const count = cell.outputs.length === 1 ? "1 output" : `${cell.outputs.length} outputs`;
    const what = cell.outputs.length > 0 ? count : "an execution count";
    found.push(finding("outputs", where, `the cell has ${what}; clear with "cuaderno fmt"`));
  }
  return found;
}

/** Everything in an output that can be read, without pictures. */
function outputText(output: Output): string {
  switch (output.output_type) {
    case "stream":
      return output.text;
    case "error":
      return [output.ename, output.evalue, ...output.traceback].join("\n");
    default:
      return Object.entries(output.data)
        .filter(([mime]) => !mime.startsWith("image/") || mime === "image/svg+xml")
        .map(([, value]) => (typeof value === "string" ? value : JSON.stringify(value)))
        .join("\n");
  }
}

function syntaxFindings({ syntaxErrors, source, number }: ReadCell, notebook: string): readonly Finding[] {
  return syntaxErrors.map(({ offset, message }) =>
    finding("syntax", { notebook, cell: number, ...lineAndColumn(source, offset) }, message.replace(/\.$/, "")),
  );
}

function importFindings(
  { imports, source, number }: ReadCell,
  notebook: string,
  allowed: readonly string[],
): readonly Finding[] {
  return imports.flatMap(({ specifier, offset }) => {
    if (isAllowed(specifier, allowed)) return [];
    const where = { notebook, cell: number, ...lineAndColumn(source, offset) };
    return [finding("import", where, `package "${specifier}" is not allowed; allow it with --allow-import`)];
  });
}

function shownFindings({ shows, source, number }: ReadCell, notebook: string): readonly Finding[] {
  const [, second] = shows;
  if (second === undefined) return [];
  const where = { notebook, cell: number, ...lineAndColumn(source, second) };
  return [finding("shown-values", where, `the cell shows ${shows.length} values; show one value per cell; split it`)];
}

function isAllowed(specifier: string, allowed: readonly string[]): boolean {
  if (/^(cuaderno(\/[\w-]+){0,2}|nodejs-polars|arquero|tslab|node:.+|\.{1,2}\/.+)$/.test(specifier)) return true;
  return allowed.some((name) => specifier === name || specifier.startsWith(`${name}/`));
}

function parameterFindings(notebook: Notebook, cells: readonly ReadCell[], path: string): readonly Finding[] {
  const tagged = notebook.cells.flatMap((cell, index) =>
    cell.cell_type === "code" && cellTags(cell).includes("parameters") ? [index + 1] : [],
  );
  const [number, second] = tagged;
  if (number === undefined) {
    return [
      finding(
        "parameters-cell",
        { notebook: path },
        'no code cell is tagged "parameters"; tag the one with the settings',
      ),
    ];
  }
  if (second !== undefined) {
    const where = { notebook: path, cell: second };
    return [finding("parameters-cell", where, `cell-${number} is tagged "parameters" too; keep one`)];
  }
  const declaring = cells.find((cell) => cell.number === number);
  if (declaring === undefined || declaring.syntaxErrors.length > 0) return [];
  try {
    notebookParameters(notebook, path);
  } catch (refusal) {
    const message = (refusal as Error).message.replace(/^runNotebook: /, "");
    return [finding("parameters-cell", { notebook: path, cell: number }, message)];
  }
  return [...declaring.declared].flatMap(([name, { offset }]) => {
    if (cells.some((cell) => cell.used.has(name))) return [];
    const where = { notebook: path, cell: number, ...lineAndColumn(declaring.source, offset) };
    return [finding("unused-parameter", where, `parameter "${name}" is used nowhere; use it or remove it`)];
  });
}

import { dirname, resolve } from "node:path";
import { findCompiler } from "../../host/find-compiler.js";
import { cellTags } from "../../notebook/cells/cell-tags.js";
import { readCells } from "../../notebook/check/check-cells.js";
import { cellFinding } from "../../notebook/check/check-diagnostics.js";
import type { CheckRule, Finding } from "../../notebook/check/check-finding.js";
import { cellModules } from "../../notebook/check/check-modules.js";
import { type CheckNotebookOptions, checkNotebook } from "../../notebook/check/check-notebook.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { notebookLanguage } from "../../notebook/parameters/notebook-parameters.js";
import { compileCells } from "../run/compile-cells.js";
import { chosenKernel } from "../run/notebook-kernel.js";
import { readNotebook } from "../run/read-notebook.js";

/** How notebooks are checked. */
export interface CheckNotebooksOptions extends Pick<CheckNotebookOptions, "allowImports"> {
  /** Rules that are not checked. Default: none. */
  readonly ignore?: readonly CheckRule[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Result of a check. */
export interface NotebookChecks {
  readonly notebooks: readonly string[];
  /** By notebook, cell and line. */
  readonly findings: readonly Finding[];
  /** The compiler; undefined if no notebook is in TypeScript. */
  readonly compiler: string | undefined;
  /** Notebooks in another language, for which syntax, names and types were not checked. */
  readonly untyped: readonly string[];
}

/**
 * Checks notebooks without running them: types across cells as in tslab, names, parameters, keys, imports, length and
 * outputs (the rules are `checkRules`). One compiler process serves all notebooks.
 *
 * @example const { findings } = await checkNotebooks(["notebooks/01-explore.ipynb"]);
 */
export async function checkNotebooks(
  paths: readonly string[],
  { allowImports = [], ignore = [], signal }: CheckNotebooksOptions = {},
): Promise<NotebookChecks> {
  const read = await Promise.all(paths.map(async (path) => ({ path, notebook: await readNotebook(path) })));
  const typed = read
    .filter(({ notebook }) => notebookLanguage(notebook) === "typescript")
    .map(({ path, notebook }, index) => {
      const cells = readCells(notebook);
      const folder = dirname(resolve(path));
      return {
        path,
        notebook,
        kernel: chosenKernel(notebook, undefined),
        cells,
        folder,
        modules: cellModules(cells, `notebook-${index + 1}`),
      };
    });
  const [first] = typed;
  const compiler = first && findCompiler(first.folder);
  const diagnostics = compiler && (await compileCells(compiler, typed, signal));
  const types = typed.flatMap(({ path, notebook, cells, modules }) =>
    modules.flatMap((module) =>
      mayFail(notebook, module.cell)
        ? []
        : (diagnostics?.get(module.name) ?? []).flatMap(
            (diagnostic) => cellFinding(diagnostic, module, cells, path) ?? [],
          ),
    ),
  );
  const rest = read.flatMap(({ path, notebook }) => checkNotebook(notebook, { path, allowImports }));
  const order = new Map(paths.map((path, index) => [path, index]));
  return {
    notebooks: paths,
    findings: [...types, ...rest]
      .filter(({ rule }) => !ignore.includes(rule))
      .sort(
        (a, b) =>
          (order.get(a.notebook) ?? 0) - (order.get(b.notebook) ?? 0) ||
          (a.cell ?? 0) - (b.cell ?? 0) ||
          (a.line ?? 0) - (b.line ?? 0) ||
          (a.column ?? 0) - (b.column ?? 0),
      ),
    compiler: compiler?.label,
    untyped: read.filter(({ notebook }) => notebookLanguage(notebook) !== "typescript").map(({ path }) => path),
  };
}

/** A cell that is tagged as failing may fail in its types too. */
function mayFail(notebook: Notebook, number: number): boolean {
  const cell = notebook.cells[number - 1];
  return cell !== undefined && cellTags(cell).includes("raises-exception");
}

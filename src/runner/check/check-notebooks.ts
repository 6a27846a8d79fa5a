import { realpathSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { findCompiler } from "../../host/find-compiler.js";
import { importedFiles } from "../../host/local-imports.js";
import { noSettings, projectSettings } from "../../host/project-settings.js";
import { cellTags } from "../../notebook/cells/cell-tags.js";
import { type ReadCell, readCells } from "../../notebook/check/check-cells.js";
import { cellFinding, type Diagnostic } from "../../notebook/check/check-diagnostics.js";
import { type CheckRule, type Finding, finding, lineAndColumn } from "../../notebook/check/check-finding.js";
import { cellModules } from "../../notebook/check/check-modules.js";
import { type CheckNotebookOptions, checkReadCells } from "../../notebook/check/check-notebook.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { cuadernoKernelName } from "../../notebook/kernel/cuaderno-spec.js";
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
  const [diagnostics, rest] = await Promise.all([
    compiler && compileCells(compiler, typed, signal),
    untypedFindings(read, new Map(typed.map(({ notebook, cells }) => [notebook, cells])), allowImports),
  ]);
  const types = typed.flatMap(({ path, notebook, kernel, folder, cells, modules }) =>
    modules.flatMap((module, index) => {
      if (diagnostics === undefined || mayFail(notebook, module.cell)) return [];
      const inCell = (diagnostics.get(module.name) ?? []).flatMap(
        (diagnostic) => cellFinding(diagnostic, module, cells, path) ?? [],
      );
      const source = cells[index]?.source ?? "";
      return [
        ...inCell,
        ...fileFindings({ notebook: path, cell: module.cell }, source, { kernel, folder }, diagnostics),
      ];
    }),
  );
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

/** What is found without types, notebook by notebook, so that the compiler starts meanwhile. */
async function untypedFindings(
  notebooks: readonly { readonly path: string; readonly notebook: Notebook }[],
  cells: ReadonlyMap<Notebook, readonly ReadCell[]>,
  allowImports: readonly string[],
): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const { path, notebook } of notebooks) {
    await setImmediate();
    const allowed = [...allowImports, ...mappedPackages(notebook, dirname(resolve(path)))];
    found.push(...checkReadCells(notebook, cells.get(notebook) ?? [], { path, allowImports: allowed }));
  }
  return found;
}

/** The names by which tsconfig.json has cells of the kernel `cuaderno` import local files. */
function mappedPackages(notebook: Notebook, folder: string): readonly string[] {
  if (chosenKernel(notebook, undefined) !== cuadernoKernelName) return [];
  return Object.keys(projectSettings(folder).paths)
    .map((pattern) => pattern.replace(/\/\*$/, ""))
    .filter((name) => !name.includes("*"));
}

/**
 * The errors in the files that a cell imports, at the import. The kernel `cuaderno` takes those of other projects by
 * the settings of these, which their own checks do.
 */
function fileFindings(
  where: { readonly notebook: string; readonly cell: number },
  source: string,
  { kernel, folder }: { readonly kernel: string; readonly folder: string },
  diagnostics: ReadonlyMap<string, readonly Diagnostic[]>,
): readonly Finding[] {
  const settings = kernel === cuadernoKernelName ? projectSettings(folder) : noSettings;
  return importedFiles(source, folder, settings).flatMap(({ path, offset }) => {
    const { options } = kernel === cuadernoKernelName ? projectSettings(dirname(path)) : noSettings;
    if (Object.keys(options).length > 0 && !isDeepStrictEqual(options, settings.options)) return [];
    return (diagnostics.get(realpathSync(path)) ?? []).map(({ line, column, code, message }) => {
      const text = `${relative(folder, path)}:${line}:${column}: ${message.replace(/\.$/, "")} (TS${code})`;
      return finding("type", { ...where, ...lineAndColumn(source, offset) }, text);
    });
  });
}

/** A cell that is tagged as failing may fail in its types too. */
function mayFail(notebook: Notebook, number: number): boolean {
  const cell = notebook.cells[number - 1];
  return cell !== undefined && cellTags(cell).includes("raises-exception");
}

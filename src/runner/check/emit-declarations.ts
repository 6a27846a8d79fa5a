import { readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { contentHash } from "../../core/content-hash.js";
import { FailedError } from "../../core/errors.js";
import { writeFileAtomically } from "../../files/write-file-atomically.js";
import { findCompiler } from "../../host/find-compiler.js";
import { type Finding, finding } from "../../notebook/check/check-finding.js";
import { declarationSource, type ModuleOutline } from "../../notebook/check/declaration-source.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { notebookLanguage } from "../../notebook/parameters/notebook-parameters.js";
import { compileDeclarations } from "../run/compile-cells.js";
import { readNotebook } from "../run/read-notebook.js";

/** The module of a notebook, with the functions that it cannot export. */
export type ReadModule = (
  notebook: Notebook,
  path: string,
) => ModuleOutline & { readonly leftOut: readonly LeftOutFunction[] };

/** A function that needs a value which is not computed when a notebook is imported. */
export interface LeftOutFunction {
  readonly name: string;
  readonly location: string;
  readonly reason: string;
}

/** The declarations of one notebook. */
export interface EmittedDeclarations {
  readonly notebook: string;
  readonly file: string;
  readonly status: "written" | "up to date";
  readonly exports: readonly string[];
  readonly leftOut: readonly LeftOutFunction[];
}

interface Outlined {
  readonly path: string;
  readonly source: string;
  readonly header: string;
  readonly outline: ReturnType<ReadModule>;
}

/**
 * Writes the declarations of notebooks that export something next to them: `01-clean.ipynb.d.ts`, and where the
 * project's tsconfig.json sets `allowArbitraryExtensions`, `01-clean.d.ipynb.ts` for Node's resolution.
 */
export async function emitDeclarations(
  paths: readonly string[],
  { readModule, signal }: { readonly readModule: ReadModule; readonly signal?: AbortSignal | undefined },
): Promise<readonly EmittedDeclarations[]> {
  const outlined = (await Promise.all(paths.map((path) => readOutline(path, readModule)))).flatMap(
    (found) => found ?? [],
  );
  const stale: Outlined[] = [];
  for (const each of outlined) if (!(await isUpToDate(each))) stale.push(each);
  const [first] = stale;
  if (first !== undefined) {
    const sources = stale.map(({ path, source }, index) => ({
      folder: dirname(resolve(path)),
      modules: [{ name: `notebook-${index + 1}`, text: source }],
    }));
    const declarations = await compileDeclarations(findCompiler(dirname(resolve(first.path))), sources, signal);
    for (const [index, each] of stale.entries()) {
      const text = declarations.get(`notebook-${index + 1}`);
      if (text === undefined)
        throw new FailedError(`check: --emit: the compiler wrote no types of ${each.path}; run it without --emit`);
      await writeDeclarations(each, withPlainArrays(text));
    }
  }
  return outlined.map(({ path, outline: { exports, leftOut }, ...each }) => ({
    notebook: path,
    file: declarationsPath(path),
    status: stale.some(({ source }) => source === each.source) ? "written" : "up to date",
    exports,
    leftOut,
  }));
}

/** Findings for declarations that were written for another version of their notebook. */
export async function staleDeclarations(paths: readonly string[], readModule: ReadModule): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const path of paths) {
    if ((await readText(declarationsPath(path))) === undefined) continue;
    const outlined = await readOutline(path, readModule);
    if (outlined !== undefined && (await isUpToDate(outlined))) continue;
    const message = `${basename(declarationsPath(path))} is out of date; run "cuaderno check --emit"`;
    findings.push(finding("declarations", { notebook: path }, message));
  }
  return findings;
}

async function readOutline(path: string, readModule: ReadModule): Promise<Outlined | undefined> {
  const notebook = await readNotebook(path);
  if (notebookLanguage(notebook) !== "typescript") return undefined;
  const outline = readModule(notebook, path);
  if (outline.exports.length === 0) return undefined;
  const source = declarationSource(notebook, outline);
  const header = `// Types of ${basename(path)}, written by "cuaderno check --emit" for version ${contentHash(source).slice(0, 16)} of its exports.`;
  return { path, source, header, outline };
}

function declarationsPath(path: string): string {
  return `${path}.d.ts`;
}

/** The file that Node's resolution of TypeScript looks for, with `allowArbitraryExtensions`. */
function nodeDeclarationsPath(path: string): string {
  return path.replace(/\.ipynb$/, ".d.ipynb.ts");
}

async function isUpToDate({ path, header }: Outlined): Promise<boolean> {
  const text = await readText(declarationsPath(path));
  if (text?.startsWith(`${header}\n`) !== true) return false;
  return !(await usesNodeResolution(path)) || (await readText(nodeDeclarationsPath(path))) !== undefined;
}

async function writeDeclarations({ path, header }: Outlined, text: string): Promise<void> {
  const settings = { caller: "check: --emit", fix: "make the folder writable" };
  await writeFileAtomically(declarationsPath(path), `${header}\n${text}`, settings);
  if (!(await usesNodeResolution(path))) return;
  const forward = `${header}\nexport * from "./${basename(path)}.js";\n`;
  await writeFileAtomically(nodeDeclarationsPath(path), forward, settings);
}

/** Typed arrays without a type argument, which the TypeScript of tslab does not know. */
function withPlainArrays(text: string): string {
  return text.replace(/\b((?:Big)?(?:Int|Uint|Float)\d+(?:Clamped)?Array)<ArrayBuffer(?:Like)?>/g, "$1");
}

async function usesNodeResolution(path: string): Promise<boolean> {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const settings = await readText(join(folder, "tsconfig.json"));
    if (settings !== undefined) return /"allowArbitraryExtensions"\s*:\s*true/.test(settings);
    if (dirname(folder) === folder) return false;
  }
}

async function readText(path: string): Promise<string | undefined> {
  return await readFile(path, "utf8").catch(() => undefined);
}

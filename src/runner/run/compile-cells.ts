import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, parse, relative, resolve } from "node:path";
import { EnvironmentError, InterruptedError } from "../../core/errors.js";
import { makeTemporaryFolder } from "../../files/make-temporary-folder.js";
import { cellTypePackages, cuadernoCellOptions, cuadernoGlobals, foldersAbove } from "../../host/cell-type-packages.js";
import type { Compiler } from "../../host/find-compiler.js";
import { projectSettings } from "../../host/project-settings.js";
import { type Diagnostic, parseDiagnostics } from "../../notebook/check/check-diagnostics.js";
import { cuadernoKernelName } from "../../notebook/kernel/cuaderno-spec.js";

const globalsModule = `export {};\n${cuadernoGlobals}\n`;

/** The modules of one notebook, and the folder they import from. */
export interface CompiledNotebook {
  /** The kernel that the notebook names. */
  readonly kernel?: string | undefined;
  readonly folder: string;
  readonly modules: readonly { readonly name: string; readonly text: string }[];
}

/**
 * Diagnostics of the cells of several notebooks, by the name of a module or the path of a file that it imports, from
 * one compiler process for each kernel and each project of the kernel `cuaderno`.
 */
export async function compileCells(
  compiler: Compiler,
  notebooks: readonly CompiledNotebook[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, readonly Diagnostic[]>> {
  const byProject = new Map<string, CompiledNotebook[]>();
  for (const notebook of notebooks.filter(({ modules }) => modules.length > 0)) {
    const key = notebook.kernel === cuadernoKernelName ? JSON.stringify(projectSettings(notebook.folder)) : "tslab";
    byProject.set(key, [...(byProject.get(key) ?? []), notebook]);
  }
  const found = new Map<string, readonly Diagnostic[]>();
  for (const [key, some] of byProject) {
    const folder = some[0]?.folder ?? "";
    const isCuaderno = key !== "tslab";
    const globals = { folder, modules: [{ name: "cuaderno-globals", text: globalsModule }] };
    const settings = { noEmit: true, ...(isCuaderno ? cuadernoSettings(compiler, folder) : undefined) };
    const compiled = isCuaderno ? [...some, globals] : some;
    const groups = await inTree(compiler, compiled, settings, signal, groupByModule);
    for (const [name, diagnostics] of groups) found.set(name, diagnostics);
  }
  return found;
}

/** Options of the kernel `cuaderno`, as far as the compiler knows them. */
function cuadernoSettings(compiler: Compiler, folder: string): object {
  if (Number.parseFloat(compiler.version) < 5.2) return {};
  const { options, paths } = projectSettings(folder);
  return { ...cuadernoCellOptions, ...options, paths: { ...cellTypePackages([folder]).paths, ...paths } };
}

/** The declarations of modules, by their names; those that have errors, too. Types are strict. */
export async function compileDeclarations(
  compiler: Compiler,
  notebooks: readonly CompiledNotebook[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const settings = { strict: true, declaration: true, emitDeclarationOnly: true, noEmitOnError: false };
  return await inTree(compiler, notebooks, settings, signal, async (tree) => {
    const found = new Map<string, string>();
    for (const { folder, modules } of notebooks) {
      for (const { name } of modules) {
        const file = join(mirrored(tree, folder), `${name}.d.ts`);
        if (existsSync(file)) found.set(name, await readFile(file, "utf8"));
      }
    }
    return found;
  });
}

/**
 * Compiles modules in a temporary tree that mirrors the notebooks' folders, with links to their packages, so nothing is
 * written next to a notebook.
 */
async function inTree<Result>(
  compiler: Compiler,
  notebooks: readonly CompiledNotebook[],
  changes: object,
  signal: AbortSignal | undefined,
  read: (tree: string, diagnostics: readonly Diagnostic[]) => Result | Promise<Result>,
): Promise<Result> {
  const tree = await realpath(makeTemporaryFolder(join(tmpdir(), "cuaderno-check-"), "checkNotebooks"));
  try {
    const files: string[] = [];
    for (const { folder, modules } of notebooks) {
      const mirror = mirrored(tree, folder);
      await mkdir(mirror, { recursive: true });
      for (const { name, text } of modules) {
        const file = join(mirror, `${name}.ts`);
        files.push(file);
        await writeFile(file, text);
      }
    }
    const folders = [...new Set(notebooks.map(({ folder }) => folder))];
    await linkPackages(tree, folders);
    const settings = { ...compilerOptions(compiler, tree, folders), ...changes };
    await writeFile(join(tree, "tsconfig.json"), JSON.stringify({ compilerOptions: settings, files }));
    const report = await run([compiler.program, "--pretty", "false", "-p", tree], tree, signal);
    const diagnostics = parseDiagnostics(report.stdout);
    if (diagnostics.length === 0 && report.code !== 0) {
      const first = `${report.stderr}\n${report.stdout}`.trim().split("\n")[0];
      throw new EnvironmentError(
        `checkNotebooks: ${compiler.label} ended with code ${report.code}: ${first}; install typescript again`,
      );
    }
    return await read(tree, diagnostics);
  } finally {
    await rm(tree, { recursive: true, force: true });
  }
}

function mirrored(tree: string, folder: string): string {
  return join(tree, relative(parse(folder).root, folder));
}

/** Files that are not in the tree by their paths. */
function groupByModule(tree: string, diagnostics: readonly Diagnostic[]): ReadonlyMap<string, readonly Diagnostic[]> {
  const byModule = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const file = resolve(tree, diagnostic.file);
    const name = relative(tree, file).startsWith("..") ? file : parse(file).name;
    byModule.set(name, [...(byModule.get(name) ?? []), diagnostic]);
  }
  return byModule;
}

/** Packages are found in the notebook's folder and every folder above it, as Node finds them. */
async function linkPackages(tree: string, folders: readonly string[]): Promise<void> {
  const above = new Set(folders.flatMap(foldersAbove));
  for (const folder of above) {
    const packages = join(folder, "node_modules");
    if (!existsSync(packages)) continue;
    const mirror = mirrored(tree, folder);
    await mkdir(mirror, { recursive: true });
    await symlink(packages, join(mirror, "node_modules"), "junction");
  }
}

/** The compiler options of tslab. */
function compilerOptions(compiler: Compiler, tree: string, folders: readonly string[]): object {
  const [first = tree] = folders;
  const { root } = parse(first);
  return {
    target: "es2022",
    lib: ["es2022"],
    module: "esnext",
    moduleResolution: compiler.moduleResolution,
    moduleDetection: "force",
    rootDirs: [tree, root],
    strict: false,
    ...(Number.parseInt(compiler.version, 10) >= 6 ? { noUncheckedSideEffectImports: false } : {}),
    experimentalDecorators: true,
    esModuleInterop: true,
    resolveJsonModule: true,
    allowJs: true,
    jsx: "react",
    skipLibCheck: true,
    ...cellTypePackages(folders),
  };
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], cwd: string, signal: AbortSignal | undefined): Promise<Ended> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, args, { cwd, signal });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.once("error", (cause) =>
      failed(
        signal?.aborted
          ? new InterruptedError("checkNotebooks: interrupted; run it again", { cause })
          : new EnvironmentError(
              `checkNotebooks: cannot start the compiler: ${cause.message}; install typescript again`,
              { cause },
            ),
      ),
    );
    child.once("close", (code) =>
      done({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
  });
}

import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, extname, isAbsolute, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import vm from "node:vm";
import { type ExportSpecifier, parse } from "acorn";
import { NotFoundError } from "../../core/errors.js";
import { mappedPaths, type ProjectSettings, projectSettings } from "../../host/project-settings.js";
import { parseNotebook } from "../../notebook/format/notebook.js";
import { EditedCode } from "../code/code-pieces.js";
import { parseScript } from "../code/parse-script.js";
import { stripTypes } from "../code/strip-types.js";
import { notebookModule } from "../module/notebook-module.js";
import { interopNamespace, type ModuleNamespace } from "./package-imports.js";
import { addScript } from "./stack-frames.js";

/** Imports a module that is not a file of the project. */
export type ImportPackage = (specifier: string, folder: string) => Promise<ModuleNamespace>;

interface LocalModule {
  readonly module: vm.Module;
  readonly version: string;
  /** Paths of the files that it imports. */
  readonly uses: string[];
}

const endings = ["", ".ts", ".tsx", ".mts", ".js", ".mjs", ".cts", ".cjs", ".json", "/index.ts", "/index.js"];

function isLocalSpecifier(specifier: string): boolean {
  return /^(\.{1,2}(\/|$)|file:)/.test(specifier) || isAbsolute(specifier);
}

/** Imports files of the project, TypeScript included, again after they change. */
export class LocalModules {
  readonly #importPackage: ImportPackage;
  readonly #modules = new Map<string, LocalModule>();
  /** Names that files export from another file and that are only types, as linking has shown. */
  readonly #typesOnly = new Set<string>();
  readonly #settings = new Map<string, ProjectSettings>();
  #linking: Promise<unknown> = Promise.resolve();

  constructor(importPackage: ImportPackage) {
    this.#importPackage = importPackage;
  }

  /** Whether a specifier names a file, also by `paths` of tsconfig.json, rather than a package. */
  has(specifier: string, folder: string): boolean {
    return isLocalSpecifier(specifier) || this.#mapped(specifier, folder) !== undefined;
  }

  /** The file that a specifier means; undefined for that of a package. */
  resolve(specifier: string, folder: string): string | undefined {
    return isLocalSpecifier(specifier) ? resolveFile(specifier, folder) : this.#mapped(specifier, folder);
  }

  #mapped(specifier: string, folder: string): string | undefined {
    if (isBuiltin(specifier)) return undefined;
    const settings = this.#settings.get(folder) ?? projectSettings(folder);
    this.#settings.set(folder, settings);
    return mappedPaths(specifier, settings).flatMap((path) => findFile(path) ?? [])[0];
  }

  async import(path: string): Promise<ModuleNamespace> {
    return (await this.#evaluate(path)).namespace as ModuleNamespace;
  }

  async #evaluate(path: string): Promise<vm.Module> {
    dropChanged(this.#modules, path);
    for (;;) {
      try {
        return await this.#linked(this.#load(path));
      } catch (failure) {
        dropFailed(this.#modules);
        const missing = missingExport(failure);
        if (missing === undefined || this.#typesOnly.has(missing)) throw failure;
        this.#typesOnly.add(missing);
      }
    }
  }

  #load(path: string): vm.Module {
    const known = this.#modules.get(path);
    if (known !== undefined) return known.module;
    const module = extname(path) === ".json" ? jsonModule(path) : this.#scriptModule(path);
    this.#modules.set(path, { module, version: fileVersion(path), uses: [] });
    return module;
  }

  #scriptModule(path: string): vm.Module {
    const identifier = pathToFileURL(path).href;
    const source = readFileSync(path, "utf8");
    const { code, toSource } = path.endsWith(".ipynb")
      ? notebookModule(parseNotebook(source, path), path)
      : stripTypes(path, source, {
          keepImports: false,
          compileUsing: /\busing\b/.test(source),
          language: getLanguage(path),
        });
    if (isCommonJs(path, code)) return syntheticModule(interopNamespace({ default: requireAgain(path) }), identifier);
    addScript(identifier, toSource);
    const importModuleDynamically = async (specifier: string): Promise<vm.Module> => {
      const file = this.resolve(specifier, dirname(path));
      if (file !== undefined) return await this.#evaluate(file);
      return await this.#linked(syntheticModule(await this.#importPackage(specifier, dirname(path))));
    };
    return new vm.SourceTextModule(withoutTypeExports(code, this.#typesOnly), {
      identifier,
      initializeImportMeta: (meta) => {
        Object.assign(meta, { url: identifier, filename: path, dirname: dirname(path) });
      },
      importModuleDynamically: importModuleDynamically as never,
    });
  }

  /** Modules are linked one graph after the other, for graphs may share modules. */
  async #linked(module: vm.Module): Promise<vm.Module> {
    const link = async (): Promise<void> => {
      if (module.status === "unlinked")
        await module.link(((name: string, from: vm.Module) => this.#find(name, from)) as never);
    };
    const done = this.#linking.then(link, link);
    this.#linking = done;
    await done;
    if (module.status === "evaluating") return module;
    if (module.status === "linked") await module.evaluate();
    if (module.status === "errored") throw module.error;
    return module;
  }

  async #find(specifier: string, from: vm.Module): Promise<vm.Module> {
    const file = fileURLToPath(from.identifier);
    const path = this.resolve(specifier, dirname(file));
    if (path === undefined) return syntheticModule(await this.#importPackage(specifier, dirname(file)));
    this.#modules.get(file)?.uses.push(path);
    return this.#load(path);
  }
}

/** The file that a specifier means: `./a` and `./a.js` may both be `a.ts`. */
function resolveFile(specifier: string, folder: string): string {
  const found = findFile(specifier.startsWith("file:") ? fileURLToPath(specifier) : resolve(folder, specifier));
  if (found !== undefined) return found;
  throw new NotFoundError(`import: no file ${specifier} in ${folder}; check the path`);
}

function findFile(path: string): string | undefined {
  const typescript = /\.[mc]?js$/.test(path) ? [path, path.replace(/js$/, "ts")] : [];
  return [...typescript, ...endings.map((ending) => path + ending)].find(
    (candidate) => existsSync(candidate) && statSync(candidate).isFile(),
  );
}

function getLanguage(path: string): "ts" | "tsx" | "js" | "jsx" {
  if (/\.[mc]?ts$/.test(path)) return "ts";
  return path.endsWith(".tsx") ? "tsx" : path.endsWith(".jsx") ? "jsx" : "js";
}

function isCommonJs(path: string, code: string): boolean {
  if (/\.cjs$/.test(path)) return true;
  if (!/\.js$/.test(path)) return false;
  try {
    parse(code, { ecmaVersion: "latest", sourceType: "script", allowReturnOutsideFunction: true });
    return /\b(module\.exports|exports\.|require\()/.test(code);
  } catch {
    return false;
  }
}

function requireAgain(path: string): unknown {
  const require = createRequire(path);
  delete require.cache[path];
  return require(path);
}

function jsonModule(path: string): vm.Module {
  const value = JSON.parse(readFileSync(path, "utf8")) as unknown;
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const members = isObject ? (value as ModuleNamespace) : {};
  return syntheticModule({ ...members, default: value }, pathToFileURL(path).href);
}

function syntheticModule(exports: ModuleNamespace, identifier?: string): vm.Module {
  const names = Object.keys(exports);
  return new vm.SyntheticModule(
    names,
    function (this: vm.SyntheticModule) {
      for (const name of names) this.setExport(name, exports[name]);
    },
    identifier === undefined ? {} : { identifier },
  );
}

/** Forgets modules whose files have changed, and all that import them. */
function dropChanged(modules: Map<string, LocalModule>, root: string): void {
  const visited = new Map<string, boolean>();
  const isChanged = (path: string): boolean => {
    const known = visited.get(path);
    if (known !== undefined) return known;
    visited.set(path, false);
    const loaded = modules.get(path);
    if (loaded === undefined) return true;
    const changed = loaded.uses.map(isChanged).includes(true) || loaded.version !== fileVersion(path);
    visited.set(path, changed);
    return changed;
  };
  isChanged(root);
  for (const [path, changed] of visited) if (changed) modules.delete(path);
}

function dropFailed(modules: Map<string, LocalModule>): void {
  for (const [path, { module }] of modules) if (module.status !== "evaluated") modules.delete(path);
}

function fileVersion(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? "missing" : `${stat.mtimeMs} ${stat.size}`;
}

/** `./module name` of an export that a module does not have, from V8's message. */
function missingExport(failure: unknown): string | undefined {
  if (!(failure instanceof SyntaxError)) return undefined;
  const [, module, name] =
    /^The requested module '(.*)' does not provide an export named '(.*)'$/.exec(failure.message) ?? [];
  return name === undefined ? undefined : `${module} ${name}`;
}

/** The code without exports of types from other modules, which a compiler of single files takes for values. */
function withoutTypeExports(code: string, typesOnly: ReadonlySet<string>): string {
  if (typesOnly.size === 0) return code;
  const edited = new EditedCode(code);
  for (const statement of parseScript(code).body) {
    if (statement.type !== "ExportNamedDeclaration" || !statement.source) continue;
    const module = String(statement.source.value);
    const isType = ({ local }: ExportSpecifier): boolean =>
      typesOnly.has(`${module} ${local.type === "Identifier" ? local.name : String(local.value)}`);
    const parts = statement.specifiers.filter((part) => !isType(part)).map(({ start, end }) => code.slice(start, end));
    if (parts.length === statement.specifiers.length) continue;
    edited.replace(statement.start, statement.end, `export { ${parts.join(", ")} } from ${JSON.stringify(module)};`);
  }
  return edited
    .pieces()
    .map(({ text }) => text)
    .join("");
}

// Makes the compiler inside tslab 1.0.22 quicker, with the same answers: required by tslab-preload.cjs. In kernels that `cuaderno run` starts
// nobody hovers over names and no package is installed meanwhile, so there declarations are read without comments and packages are not watched.
"use strict";

const fs = require("node:fs");
const path = require("node:path");

module.exports = { quickCompiler, loadCompilerQuickly };

/** The folder of this package, dist and all, with the slashes that TypeScript writes. */
const ownFolder = path.join(__dirname, "..", "..", "..").replaceAll("\\", "/");

/** Files that do not change while a notebook runs: of installed packages, and of this one. */
const isFixed = (file) => file.includes("/node_modules/") || file.startsWith(`${ownFolder}/dist/`);

/**
 * The arguments of `createWatchCompilerHost` in quicker form. tslab makes two programs per cell, one to learn the names that the cell defines, a
 * second with `export { names }` at its end, and has the bookkeeping of whole builds done for both, which costs more than checking the cell. Here
 * `prepare(source)` reads the names from the cell alone, so that the first program already is the second, and only what tslab asks for is worked out.
 */
function quickCompiler(ts, { files, options, sys: tslab, headless }) {
  const cellFile = files.find((file) => file.endsWith("__tslab__.ts"));
  const lookup = headless ? quickLookup(ts, tslab, options) : undefined;
  const sys = Object.create(tslab);
  let plain;
  let suffix = "";
  sys.readFile = (file, encoding) => {
    const text = tslab.readFile(file, encoding);
    if (file === cellFile) return text === plain ? text + suffix : text;
    return headless && text !== undefined && file.endsWith(".d.ts") && isFixed(file) ? withoutComments(text) : text;
  };
  if (headless) {
    const nothing = { close() {} };
    for (const name of ["watchFile", "watchDirectory"]) {
      sys[name] = (file, ...rest) => (isFixed(file) ? nothing : tslab[name](file, ...rest));
    }
  }
  const prepare = (source) => {
    plain = undefined;
    if (cellFile === undefined || source === undefined) return;
    plain = `export {};${tslab.newLine}${source}`;
    const file = ts.createSourceFile(cellFile, plain, options.target);
    ts.bindSourceFile(file, options);
    const names = [...(file.locals?.keys() ?? [])];
    suffix = names.length === 0 ? "" : `\nexport {${names.join(", ")}}`;
  };
  const createProgram = (...words) => {
    lookup?.forget();
    const builder = ts.createAbstractBuilder(...words);
    const program = builder.getProgram();
    // tslab asks for the names of a cell before anything else has it bound; the rest is bound while the runner still prepares.
    for (const file of program.getSourceFiles()) ts.bindSourceFile(file, options);
    builder.getAllDependencies = (file) => dependencies(ts, program, file);
    return builder;
  };
  /** tslab expects a new builder for the text with names, though it is the text that was there before. */
  const follow = (host) => {
    Object.assign(host, lookup?.host);
    let tell;
    let told = false;
    let current;
    Object.defineProperty(host, "afterProgramCreate", {
      get: () => (builder) => {
        told = true;
        current = builder;
        tell(builder);
      },
      set: (listener) => {
        tell = listener;
      },
    });
    host.setTimeout = (update, ...rest) =>
      tslab.setTimeout(
        () => {
          told = false;
          update();
          if (!told && current !== undefined) tell(Object.create(current));
        },
        ...rest,
      );
  };
  return { sys, createProgram, follow, prepare };
}

/** Blocks of documentation leave their line ends behind. */
function withoutComments(text) {
  return text.replace(/^[ \t]*\/\*\*[\s\S]*?\*\//gm, (comment) => comment.replace(/[^\n]+/g, ""));
}

/** Modules are looked up as TypeScript does it, but without watching every place where one was not found. */
function quickLookup(ts, tslab, options) {
  const look = Object.create(tslab);
  for (const name of ["fileExists", "directoryExists", "realpath"]) {
    const known = new Map();
    look[name] = (file) => {
      if (!isFixed(file)) return tslab[name](file);
      let found = known.get(file);
      if (found === undefined) {
        // tslab makes itself importable where it is not installed.
        found = (file.includes("/node_modules/tslab") ? tslab : ts.sys)[name](file);
        known.set(file, found);
      }
      return found;
    };
  }
  // Misses are not remembered from one cell to the next: a cell may write the module that the next one imports.
  let cache;
  const forget = () => {
    cache = ts.createModuleResolutionCache(tslab.getCurrentDirectory(), (file) => file, options);
  };
  const host = {
    resolveModuleNameLiterals: (names, file, redirected, _options, source) =>
      names.map((name) => {
        const mode = ts.getModeForUsageLocation(source, name);
        return ts.resolveModuleName(name.text, file, options, look, cache, redirected, mode);
      }),
    resolveTypeReferenceDirectiveReferences: (names, file, redirected, _options, source) =>
      names.map((name) => {
        const text = typeof name === "string" ? name : ts.toFileNameLowerCase(name.fileName);
        const mode = ts.getModeForFileReference(name, source?.impliedNodeFormat);
        return ts.resolveTypeReferenceDirective(text, file, options, look, redirected, undefined, mode);
      }),
    hasInvalidatedResolutions: (file) => !isFixed(file),
  };
  return { host, forget };
}

/** What `BuilderState.getAllDependencies` of TypeScript tells, when there is more than the cell that tslab could ask for. */
function dependencies(ts, program, cell) {
  const sources = program.getSourceFiles().filter((file) => !file.isDeclarationFile && !ts.isJsonSourceFile(file));
  if (sources.length === 1 && sources[0] === cell) return [cell.fileName];
  if (cell.moduleAugmentations.some((name) => ts.isGlobalScopeAugmentation(name.parent))) {
    return program.getSourceFiles().map((file) => file.fileName);
  }
  const checker = program.getTypeChecker();
  const filesOf = (symbol) => (symbol?.declarations ?? []).map((declaration) => declaration.getSourceFile());
  const shared = checker.getAmbientModules().filter((symbol) => (symbol.declarations?.length ?? 0) > 1);
  const seen = new Set([cell, ...shared.flatMap(filesOf)]);
  for (const file of seen) {
    const names = [...(file.imports ?? []), ...file.moduleAugmentations.filter((name) => ts.isStringLiteral(name))];
    for (const name of names) for (const found of filesOf(checker.getSymbolAtLocation(name))) seen.add(found);
    const folder = ts.getDirectoryPath(file.fileName);
    const referenced = file.referencedFiles.map(({ fileName }) => ts.normalizePath(ts.combinePaths(folder, fileName)));
    file.resolvedTypeReferenceDirectiveNames?.forEach(({ resolvedTypeReferenceDirective }) => {
      if (resolvedTypeReferenceDirective !== undefined)
        referenced.push(resolvedTypeReferenceDirective.resolvedFileName);
    });
    for (const fileName of referenced) {
      const found = program.getSourceFile(fileName);
      if (found !== undefined) seen.add(found);
    }
  }
  return [...seen].map((file) => file.fileName);
}

const keptAfterMs = 3_000;

/**
 * The compiler's eight megabytes are compiled by V8 once per user and machine: the result is kept in the user's cache folder. V8 itself refuses
 * what another version or another text made; without a folder to write in everything goes as it always does.
 */
function loadCompilerQuickly(Module) {
  const { _compile } = Module.prototype;
  Module.prototype._compile = function (content, filename, ...rest) {
    if (!/[\\/]typescript-for-tslab[\\/]lib[\\/]typescript\.js$/.test(filename)) {
      return _compile.call(this, content, filename, ...rest);
    }
    Module.prototype._compile = _compile;
    const kept = path.join(cacheFolder(), `typescript-${process.version}-${process.arch}-${content.length}.bin`);
    const cachedData = readOwn(kept);
    const vm = require("node:vm");
    const script = new vm.Script(Module.wrap(content), {
      filename,
      ...(cachedData === undefined ? {} : { cachedData }),
    });
    if (cachedData === undefined || script.cachedDataRejected) setTimeout(keep, keptAfterMs, kept, script).unref();
    const words = [this.exports, Module.createRequire(filename), this, filename, path.dirname(filename)];
    return script.runInThisContext().apply(this.exports, words);
  };
}

function cacheFolder() {
  const { env } = process;
  const home = require("node:os").homedir();
  if (process.platform === "win32")
    return path.join(env.LOCALAPPDATA ?? path.join(home, "AppData", "Local"), "cuaderno");
  return path.join(env.XDG_CACHE_HOME || path.join(home, ".cache"), "cuaderno");
}

/** What runs as code is only taken from a file of this user. */
function readOwn(file) {
  try {
    const { uid } = fs.statSync(file);
    return process.getuid === undefined || process.getuid() === uid ? fs.readFileSync(file) : undefined;
  } catch {
    return undefined;
  }
}

/** Also holds the functions that ran by now. */
function keep(file, script) {
  const temporary = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    fs.writeFileSync(temporary, script.createCachedData(), { mode: 0o600 });
    fs.renameSync(temporary, file);
  } catch {
    fs.rmSync(temporary, { force: true });
  }
}

// Makes the compiler inside tslab 1.0.22 faster with the same results: required by tslab-preload.cjs. In kernels that `cuaderno run` starts there is
// no inspection of names and no installation of packages, so declarations are read without comments and packages are not watched.
"use strict";

const { existsSync } = require("node:fs");
const path = require("node:path");

/** The folder of this package, dist and all, with the slashes that TypeScript writes. */
const ownFolder = packageFolder(__dirname).replaceAll("\\", "/");

module.exports = { quickCompiler, ownFolder };

function packageFolder(folder) {
  return existsSync(path.join(folder, "package.json")) ? folder : packageFolder(path.dirname(folder));
}

/** Files that do not change while a notebook runs: of installed packages, and of this one. */
const isFixed = (file) => file.includes("/node_modules/") || file.startsWith(`${ownFolder}/dist/`);

/**
 * Faster arguments of `createWatchCompilerHost`. tslab makes two programs per cell, one to get the names that the cell defines, a second with
 * `export { names }` at its end, and has the state of a full build computed for both, which costs more than checking the cell. Here
 * `prepare(source)` gets the names from the cell alone, so that the first program is the second one, too, and only what tslab uses is computed.
 * A `source` given here is part of the first program, which tslab makes from an empty cell.
 */
function quickCompiler(ts, { files, options, sys: tslab, headless, source }) {
  const cellFile = files.find((file) => /__tslab__\.[jt]s$/.test(file));
  const lookup = headless ? quickLookup(ts, tslab, options) : undefined;
  const sys = Object.create(tslab);
  const empty = `export {};${tslab.newLine}`;
  let plain;
  let suffix = "";
  let isMade = false;
  sys.readFile = (file, encoding) => {
    const text = tslab.readFile(file, encoding);
    if (file === cellFile) return text === plain || (text === empty && plain !== undefined) ? plain + suffix : text;
    return headless && text !== undefined && file.endsWith(".d.ts") && isFixed(file) ? withoutComments(text) : text;
  };
  if (headless) {
    const nothing = { close() {} };
    for (const name of ["watchFile", "watchDirectory"]) {
      sys[name] = (file, ...rest) => (isFixed(file) ? nothing : tslab[name](file, ...rest));
    }
  }
  const prepare = (source) => {
    if (source !== undefined && plain === `${empty}${source}`) return;
    plain = undefined;
    isMade = false;
    if (cellFile === undefined || source === undefined) return;
    plain = `${empty}${source}`;
    const file = ts.createSourceFile(cellFile, plain, options.target);
    ts.bindSourceFile(file, options);
    const names = [...(file.locals?.keys() ?? [])];
    suffix = names.length === 0 ? "" : `\nexport {${names.join(", ")}}`;
  };
  prepare(source);
  const createProgram = (...args) => {
    lookup?.forget();
    const builder = ts.createAbstractBuilder(...args);
    isMade = plain !== undefined;
    const program = builder.getProgram();
    // tslab needs the names of a cell before anything else has bound it; all other files are bound while the runner prepares the run.
    for (const file of program.getSourceFiles()) ts.bindSourceFile(file, options);
    builder.getAllDependencies = (file) => dependencies(ts, program, file);
    return builder;
  };
  /** tslab expects a new builder for the text with names, though it is the text that was there before. */
  const follow = (host) => {
    Object.assign(host, lookup?.host);
    // A module may change between two cells, not within one.
    if (headless) host.hasInvalidatedResolutions = (file) => !isMade && !isFixed(file);
    let notify;
    let notified = false;
    let current;
    Object.defineProperty(host, "afterProgramCreate", {
      get: () => (builder) => {
        notified = true;
        current = builder;
        notify(builder);
      },
      set: (listener) => {
        notify = listener;
      },
    });
    host.setTimeout = (update, ...rest) =>
      tslab.setTimeout(
        () => {
          notified = false;
          update();
          if (!notified && current !== undefined) notify(Object.create(current));
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

/** Resolves modules as TypeScript does, but without watching every path where one was not found. */
function quickLookup(ts, tslab, options) {
  const look = Object.create(tslab);
  for (const name of ["fileExists", "directoryExists", "realpath"]) {
    const known = new Map();
    look[name] = (file) => {
      if (!isFixed(file)) return tslab[name](file);
      let found = known.get(file);
      if (found === undefined) {
        // tslab makes itself importable in folders where it is not installed.
        found = (file.includes("/node_modules/tslab") ? tslab : ts.sys)[name](file);
        known.set(file, found);
      }
      return found;
    };
  }
  // Misses are not cached from one cell to the next: a cell may write the module that the next one imports.
  let cache;
  const forget = () => {
    cache = ts.createModuleResolutionCache(tslab.getCurrentDirectory(), (file) => file, options);
  };
  /** Declarations of this package import each other as files: looking for anything else would take most of the time. */
  const declarationFile = (name, file) => {
    if (!file.startsWith(`${ownFolder}/dist/`) || !/^\..*\.js$/.test(name)) return undefined;
    const resolvedFileName = `${path.posix.join(path.posix.dirname(file), name.slice(0, -3))}.d.ts`;
    if (!look.fileExists(resolvedFileName)) return undefined;
    const isExternalLibraryImport = file.includes("/node_modules/");
    return {
      resolvedModule: { resolvedFileName, extension: ".d.ts", isExternalLibraryImport },
      failedLookupLocations: [],
    };
  };
  /** Modules of Node are declared, but not as files. */
  const notFound = { resolvedModule: undefined, failedLookupLocations: [] };
  const host = {
    resolveModuleNameLiterals: (names, file, redirected, _options, source) =>
      names.map((name) => {
        const quick = name.text.startsWith("node:") ? notFound : declarationFile(name.text, file);
        if (quick !== undefined) return quick;
        const mode = ts.getModeForUsageLocation(source, name);
        return ts.resolveModuleName(name.text, file, options, look, cache, redirected, mode);
      }),
    resolveTypeReferenceDirectiveReferences: (names, file, redirected, _options, source) =>
      names.map((name) => {
        const text = typeof name === "string" ? name : ts.toFileNameLowerCase(name.fileName);
        const mode = ts.getModeForFileReference(name, source?.impliedNodeFormat);
        return ts.resolveTypeReferenceDirective(text, file, options, look, redirected, undefined, mode);
      }),
  };
  return { host, forget };
}

/** The result of TypeScript's `BuilderState.getAllDependencies` when there are more files than the cell. */
function dependencies(ts, program, cell) {
  const sources = program.getSourceFiles().filter((file) => !file.isDeclarationFile && !ts.isJsonSourceFile(file));
  if (sources.length === 1 && sources[0] === cell) return [cell.fileName];
  if (cell.moduleAugmentations.some((name) => ts.isGlobalScopeAugmentation(name.parent))) {
    return program.getSourceFiles().map((file) => file.fileName);
  }
  const checker = program.getTypeChecker();
  const getFiles = (symbol) => (symbol?.declarations ?? []).map((declaration) => declaration.getSourceFile());
  const shared = checker.getAmbientModules().filter((symbol) => (symbol.declarations?.length ?? 0) > 1);
  const seen = new Set([cell, ...shared.flatMap(getFiles)]);
  for (const file of seen) {
    const names = [...(file.imports ?? []), ...file.moduleAugmentations.filter((name) => ts.isStringLiteral(name))];
    for (const name of names) for (const found of getFiles(checker.getSymbolAtLocation(name))) seen.add(found);
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

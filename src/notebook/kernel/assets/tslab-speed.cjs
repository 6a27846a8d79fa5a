// Makes the compiler inside tslab 1.0.22 quicker, with the same answers: required by tslab-preload.cjs. In kernels that `cuaderno run` starts
// nobody hovers over names and no package is installed meanwhile, so there declarations are read without comments and packages are not watched.
"use strict";

const path = require("node:path");

module.exports = { quickCompiler };

/** The folder of this package, dist and all, with the slashes that TypeScript writes. */
const ownFolder = path.join(__dirname, "..", "..", "..").replaceAll("\\", "/");

/** Files that do not change while a notebook runs: of installed packages, and of this one. */
const isFixed = (file) => file.includes("/node_modules/") || file.startsWith(`${ownFolder}/dist/`);

/**
 * The arguments of `createWatchCompilerHost` in quicker form. tslab makes two programs per cell, one to learn the names that the cell defines, a
 * second with `export { names }` at its end, and has the bookkeeping of whole builds done for both, which costs more than checking the cell. Here
 * `prepare(source)` reads the names from the cell alone, so that the first program already is the second, and only what tslab asks for is worked out.
 * A `source` given here is in the very first program, which tslab makes of an empty cell.
 */
function quickCompiler(ts, { files, options, sys: tslab, headless, source }) {
  const cellFile = files.find((file) => file.endsWith("__tslab__.ts"));
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
  const createProgram = (...words) => {
    lookup?.forget();
    const builder = ts.createAbstractBuilder(...words);
    isMade = plain !== undefined;
    const program = builder.getProgram();
    // tslab asks for the names of a cell before anything else has it bound; the rest is bound while the runner still prepares.
    for (const file of program.getSourceFiles()) ts.bindSourceFile(file, options);
    builder.getAllDependencies = (file) => dependencies(ts, program, file);
    return builder;
  };
  /** tslab expects a new builder for the text with names, though it is the text that was there before. */
  const follow = (host) => {
    Object.assign(host, lookup?.host);
    // What a cell imports may be another text at the next cell, not within one.
    if (headless) host.hasInvalidatedResolutions = (file) => !isMade && !isFixed(file);
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
  /** Declarations of this package name each other as files: looking for anything else would take most of the time. */
  const beside = (name, file) => {
    if (!file.startsWith(`${ownFolder}/dist/`) || !/^\..*\.js$/.test(name)) return undefined;
    const resolvedFileName = `${path.posix.join(path.posix.dirname(file), name.slice(0, -3))}.d.ts`;
    if (!look.fileExists(resolvedFileName)) return undefined;
    const isExternalLibraryImport = file.includes("/node_modules/");
    return {
      resolvedModule: { resolvedFileName, extension: ".d.ts", isExternalLibraryImport },
      failedLookupLocations: [],
    };
  };
  /** What Node brings along is declared, but not as files. */
  const nowhere = { resolvedModule: undefined, failedLookupLocations: [] };
  const host = {
    resolveModuleNameLiterals: (names, file, redirected, _options, source) =>
      names.map((name) => {
        const quick = name.text.startsWith("node:") ? nowhere : beside(name.text, file);
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

// How tslab compiles cells, with source maps and properties named as values of earlier cells: loaded by tslab-preload.cjs.
"use strict";

const { awaitsOutside } = require("./tslab-await.cjs");
const speed = require("./tslab-speed.cjs");
const { withoutToJson } = require("./without-to-json.cjs");

/**
 * tslab compiles a cell in two steps, to ES modules and then to CommonJS, without source maps. Here both steps make one, and the pair is passed in
 * `cells.compiled` to the run of the cell.
 */
function withSourceMaps(typescript, cells) {
  const { SourceMap } = require("node:module");
  const inline = /\n?\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/;
  const createWatchCompilerHost = (files, options, sys, _createProgram, ...rest) => {
    const mapped = { ...options, inlineSourceMap: true };
    const { headless, source } = cells;
    const quick = speed.quickCompiler(typescript, { files, options: mapped, sys, headless, source });
    cells.prepare = quick.prepare;
    const host = typescript.createWatchCompilerHost(files, mapped, quick.sys, quick.createProgram, ...rest);
    quick.follow(host);
    return host;
  };
  const transpileModule = (code, options) => {
    const found = inline.exec(code);
    if (found === null) return typescript.transpileModule(code, options);
    const first = JSON.parse(Buffer.from(found[1], "base64").toString("utf8"));
    const compilerOptions = { ...options.compilerOptions, sourceMap: true };
    const output = typescript.transpileModule(code.replace(inline, "\n"), { ...options, compilerOptions });
    if (first.sources.some((source) => /__tslab__\.[jt]s$/.test(source))) {
      cells.compiled = { first: new SourceMap(first), second: new SourceMap(JSON.parse(output.sourceMapText)) };
    }
    return { ...output, outputText: output.outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n") };
  };
  cells.typescript = typescript;
  const replaced = { createWatchCompilerHost, transpileModule, __esModule: true };
  return Object.create(typescript, Object.getOwnPropertyDescriptors(replaced));
}

function patchConverter(converter, cells) {
  const { createConverter } = converter;
  converter.createConverter = (options) => {
    let made;
    let prepare;
    const ready = (source) => {
      if (made !== undefined) return made;
      cells.source = source;
      made = createConverter(options);
      prepare = cells.prepare;
      return made;
    };
    // A runner sends the first cell at once: the compiler starts with it, and not with an empty one.
    if (cells.headless) cells.begin ??= (source) => ready(withPlainProperties(source, cells.typescript).text);
    else ready();
    const compile = (previous, source) => {
      const { text, insertions } = withPlainProperties(source, cells.typescript);
      cells.compiled = undefined;
      prepare?.(text);
      const converted = withoutToJson(() => ready(text).convert(previous, text));
      prepare(undefined);
      if (cells.compiled !== undefined) cells.compiled.insertions = insertions;
      if (!converted.hasToplevelAwait)
        converted.hasToplevelAwait = awaitsOutside(cells.typescript, converted.output ?? "");
      for (const { start, fileName } of converted.diagnostics) {
        if (fileName === undefined) start.character = originalColumn(insertions, start.line, start.character);
      }
      return converted;
    };
    const convert = (previous, source) => {
      try {
        return compile(previous, source);
      } catch (failure) {
        if (!(failure instanceof RangeError)) throw failure;
        throw new SyntaxError("the code is nested too deeply for the compiler");
      }
    };
    return {
      convert,
      inspect: (...args) => ready().inspect(...args),
      complete: (...args) => ready().complete(...args),
      addModule: (...args) => ready().addModule(...args),
      close: () => made?.close(),
    };
  };
}

/**
 * `{ b }` as `{ b: b }`, and `{ b: c }` as `{ "b": c }` where it destructures, with the insertions by line and column: in both, tslab would write
 * `exports.b` for a name of an earlier cell, or for a property of a type that an earlier cell declares.
 */
function withPlainProperties(source, ts) {
  if (!source.includes("{")) return { text: source, insertions: [] };
  const { SyntaxKind } = ts;
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, false);
  const insertions = [];
  const insert = (at, text) => insertions.push({ ...file.getLineAndCharacterOfPosition(at), at, text });
  const quote = (name) => {
    if (name?.kind !== SyntaxKind.Identifier) return;
    insert(name.getStart(file), '"');
    insert(name.end, '"');
  };
  const visit = (node, assigned) => {
    if (node.kind === SyntaxKind.ShorthandPropertyAssignment) insert(node.name.end, `: ${node.name.text}`);
    if (node.kind === SyntaxKind.BindingElement) quote(node.propertyName);
    if (node.kind === SyntaxKind.PropertyAssignment && assigned) quote(node.name);
    const target = getAssigned(ts, node);
    ts.forEachChild(node, (child) => visit(child, assigned || child === target));
  };
  visit(file, false);
  let text = source;
  for (const { at, text: inserted } of [...insertions].reverse()) text = text.slice(0, at) + inserted + text.slice(at);
  return { text, insertions };
}

/** What a node assigns to: the left side of `=`, the name before `of` and `in`. */
function getAssigned({ SyntaxKind }, node) {
  if (node.kind === SyntaxKind.BinaryExpression && node.operatorToken.kind === SyntaxKind.EqualsToken) return node.left;
  return node.kind === SyntaxKind.ForOfStatement || node.kind === SyntaxKind.ForInStatement
    ? node.initializer
    : undefined;
}

function originalColumn(insertions, line, column) {
  let shifted = 0;
  for (const insertion of insertions) {
    if (insertion.line === line && insertion.character + shifted < column) shifted += insertion.text.length;
  }
  return column - shifted;
}

module.exports = { originalColumn, patchConverter, withSourceMaps };

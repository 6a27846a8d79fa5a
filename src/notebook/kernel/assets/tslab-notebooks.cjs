// Notebooks as modules for tslab, `import { cleanPrices } from "./01-clean.ipynb"` in a cell: loaded by tslab-preload.cjs.
"use strict";

const { sep } = require("node:path");

const positions = new Map();

/** Makes `require` of a notebook load what it exports. */
function installNotebooks(Module) {
  Module._extensions[".ipynb"] = (module, filename) => {
    const { loadNotebookModule } = loadReader();
    const { code, toSource } = loadNotebookModule(filename);
    const tslab = Module.createRequire(require.resolve("tslab/package.json", { paths: [process.cwd(), __dirname] }));
    const typescript = tslab("@tslab/typescript-for-tslab");
    const { outputText, sourceMapText } = typescript.transpileModule(code, {
      compilerOptions: { module: 1, target: 9, esModuleInterop: true, sourceMap: true },
    });
    const map = new Module.SourceMap(JSON.parse(sourceMapText));
    positions.set(filename, (line, column) => {
      const { originalLine = 0, originalColumn = 0 } = map.findEntry(line, column);
      return toSource(originalLine, originalColumn);
    });
    module._compile(outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"), filename);
  };
}

/** A line of a stack with positions of notebooks as `01-clean.ipynb#cell-3:2:7`. */
function notebookFrames(line) {
  return line.replace(/([^\s()]+\.ipynb):(\d+):(\d+)/g, (whole, file, row, column) => {
    const source = positions.get(file)?.(Number(row) - 1, Number(column) - 1);
    return source === undefined ? whole : `${file}#cell-${source.cell}:${source.line + 1}:${source.column + 1}`;
  });
}

/** The reader of notebooks, from the built package. */
function loadReader() {
  const folder = __dirname.slice(0, __dirname.search(/[\\/](src|dist)[\\/]notebook[\\/]kernel[\\/]assets$/));
  const { emitWarning } = process;
  process.emitWarning = () => undefined; // that an ES module is required
  try {
    return require([folder, "dist", "kernel", "module", "load-notebook-module.js"].join(sep));
  } finally {
    process.emitWarning = emitWarning;
  }
}

module.exports = { installNotebooks, notebookFrames };

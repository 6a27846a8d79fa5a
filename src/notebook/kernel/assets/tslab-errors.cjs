// Errors of cells, with positions in cells, as content of Jupyter messages: loaded by tslab-preload.cjs.
"use strict";

const { inspect, types } = require("node:util");
const memory = require("./tslab-memory.cjs");
const { notebookFrames } = require("./tslab-notebooks.cjs");
const { originalColumn } = require("./tslab-compile.cjs");

function patchExecutor(executor, cells) {
  const vm = require("node:vm");
  const { runInThisContext } = vm;
  vm.runInThisContext = function (code, options) {
    const cell = cells.running;
    if (cell === undefined || cells.compiled === undefined || options?.breakOnSigint !== true) {
      return runInThisContext.call(this, code, options);
    }
    const filename = `cuaderno-cell-${cell.count}.js`;
    const prefix = code.length - code.replace(/^\((async )?function\(exports, require\) \{ /, "").length;
    const lastRow = String(code.split("\n").length);
    cells.shown.set(filename, { ...cells.compiled, prefix, lastRow, count: cell.count });
    cells.compiled = undefined;
    if (cell.restore !== undefined) {
      memory.restore(cell.restore);
      return undefined;
    }
    return runInThisContext.call(this, code, { ...options, filename, displayErrors: false });
  };

  const { createExecutor } = executor;
  executor.createExecutor = (folder, converters, printer) => {
    const error = (...values) => {
      const cell = cells.running;
      if (cell === undefined) printer.error(...values);
      else if (values[0] === "%s%d:%d - %s")
        cell.diagnostics.push(`${values[1]}${values[2]}:${values[3]} - ${values[4]}`);
      else cell.thrown.push(values[0]);
    };
    // Only the value of a cell's last line is logged here: a frame is shown as a table, figures and live pages are drawn.
    const log = (...values) => {
      if (values.length !== 1 || !attempt(() => showRich(values[0]), false)) printer.log(...values);
    };
    const made = createExecutor(folder, converters, { ...printer, log, error });
    const { execute } = made;
    // The compiler fails on a cell that is nested too deeply, and printing fails on a value that cannot be read.
    made.execute = async (source) => {
      try {
        return await execute(source);
      } catch (thrown) {
        cells.running?.thrown.push(thrown);
        return false;
      }
    };
    return made;
  };
}

/** Whether a value is one that the package shows better than as text, and was shown by it. */
function showRich(value) {
  if (value === null || typeof value !== "object") return false;
  const isFrame = typeof value.nullCount === "function" && typeof value.toRecords === "function" && value.width >= 0;
  const isFigure = value.kind === "figure" && Array.isArray(value.data) && typeof value.layout === "object";
  const isLive = value.kind === "live" && typeof value.payload === "string";
  if (!isFrame && !isFigure && !isLive) return false;
  getPackage().show(value);
  return true;
}

/** The package as cells import it, else the one that this file belongs to. */
function getPackage() {
  const { join } = require("node:path");
  const ofCells = require("node:module").createRequire(join(process.cwd(), "cell.js"));
  return attempt(() => ofCells("cuaderno"), undefined) ?? require(join(__dirname, "..", "..", "..", "index.js"));
}

/** The failure of a cell as content of Jupyter messages, or undefined. */
function getFailure(cell, cells) {
  if (cell.thrown.length > 0) return describe(cell.thrown[0], cells);
  const [first] = cell.diagnostics;
  if (first === undefined) return undefined;
  return {
    ename: "TypeScriptError",
    evalue: first.replace(/^\d+:\d+ - /, "").replace(/^(\S+) (\d+:\d+) - /, "$1:$2: "),
    traceback: cell.diagnostics,
  };
}

/** What a cell threw as content of Jupyter messages; getters, proxies and custom inspections in it may throw themselves. */
function describe(thrown, cells) {
  const text = attempt(() => inspect(thrown), "a value that cannot be read");
  const isError = attempt(
    () => thrown !== null && typeof thrown === "object" && typeof thrown.stack === "string",
    false,
  );
  if (!isError) {
    const name = attempt(() => (types.isNativeError(thrown) ? String(thrown.name) : "Thrown"), "Thrown");
    const value = attempt(() => (types.isNativeError(thrown) ? String(thrown.message) : text), text);
    return { ename: name, evalue: value, traceback: [`${name}: ${value}`] };
  }
  const ename = attempt(() => String(thrown.name ?? "Error"), "Error");
  const evalue = attempt(() => String(thrown.message ?? ""), "an error that cannot be read");
  const lines = text.split("\n").filter((line) => !isInternal(line, cells));
  return { ename, evalue, traceback: lines.map((line) => cellFrames(line, cells)) };
}

function attempt(work, fallback) {
  try {
    return work();
  } catch {
    return fallback;
  }
}

/** A line of a stack with positions in compiled cells as `In[3]:2:7`. */
function cellFrames(line, cells) {
  const plain = notebookFrames(line.replace(/^(\s+at (?:async )?)Proxy\./, "$1"));
  return plain.replace(
    /(?:evalmachine\.<anonymous>|(cuaderno-cell-\d+\.js)):(\d+):(\d+)/g,
    (whole, file, row, column) => {
      const map = cells.shown.get(file);
      if (map === undefined) return whole;
      const offset = Number(column) - 1 - (row === "1" ? map.prefix : 0);
      const middle = map.second.findEntry(Number(row) - 1, offset);
      if (middle.originalLine === undefined) return `In[${map.count}]`;
      const origin = map.first.findEntry(middle.originalLine, middle.originalColumn);
      if (origin.originalLine === undefined) return `In[${map.count}]`;
      // The converter puts one line before every cell.
      const originalLine = origin.originalLine - 1;
      return `In[${map.count}]:${originalLine + 1}:${originalColumn(map.insertions, originalLine, origin.originalColumn) + 1}`;
    },
  );
}

/** Frames of Node, of tslab, of this file, and the call of the function that a cell is wrapped in, which is on its last row. */
function isInternal(line, cells) {
  if (!/^\s+at /.test(line)) return false;
  const [, file, row] = /(cuaderno-cell-\d+\.js):(\d+):\d+\)?$/.exec(line) ?? [];
  if (file !== undefined) return row === cells.shown.get(file)?.lastRow;
  return /node:internal|node:vm|[\\/]tslab[\\/]dist[\\/]|tslab-(preload|errors|messages)\.cjs/.test(line);
}

module.exports = { attempt, describe, getFailure, patchExecutor };

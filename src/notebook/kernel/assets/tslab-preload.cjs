// Preloaded into tslab kernels (node --require). It hooks the modules of tslab 1.0.22 as they load and cures, without touching a file:
// - output lost above 512 messages in one turn of the event loop: messages queue without limit, and neighbouring text is joined;
// - errors that are only text: an `error` message with name, value and frames that point into cells, and the same in the reply;
// - missing execution counts: `execute_input` is sent;
// - un-awaited rejections: they fail the cell that ran when they surfaced;
// - `{ a, b }` with b from an earlier cell: read as `{ a: a, b: b }`;
// - cells that await before a bracket only, as in `await (await fetch(url)).json()`;
// - a kernel that never answers, because a client came while it was binding its sockets, or because another process has a port of its;
// - a kernel that outlives its client.
// The compiler is made quicker on the way (compiler-cache.cjs, tslab-speed.cjs).
// For `cuaderno run --resume` it also tells what a cell did to names, and sets them again (tslab-memory.cjs).
"use strict";

const { isMainThread } = require("node:worker_threads");
const { loadCompilerQuickly } = require("./compiler-cache.cjs");
const { awaitsOutside } = require("./tslab-await.cjs");
const memory = require("./tslab-memory.cjs");
const speed = require("./tslab-speed.cjs");

if (isMainThread) install();

function install() {
  const Module = require("node:module");
  const load = Module._load;
  // Only the runner tells a kernel who started it.
  const headless = process.env.CUADERNO_KERNEL_PARENT !== undefined;
  const cells = { shown: new Map(), running: undefined, compiled: undefined, typescript: undefined, headless };
  cells.environment = { ...process.env };
  const done = new WeakSet();
  Module._load = function (request, parent, isMain) {
    const loaded = load.call(this, request, parent, isMain);
    const from = /[\\/]tslab[\\/]dist[\\/](\w+)\.js$/.exec(parent?.filename ?? "")?.[1];
    if (from === undefined) return loaded;
    if (from === "jupyter" && request === "zeromq") return cureSockets(loaded);
    if (from === "converter" && request === "@tslab/typescript-for-tslab") return withSourceMaps(loaded, cells);
    if (from !== "main" || done.has(loaded)) return loaded;
    done.add(loaded);
    if (request === "./converter") cureConverter(loaded, cells);
    if (request === "./executor") cureExecutor(loaded, cells);
    if (request === "./jupyter") cureServer(loaded, cells);
    return loaded;
  };
  loadCompilerQuickly(Module);
  leaveNoTrace();
  endWithParent();
}

/**
 * ZeroMQ sends at most 512 messages per turn synchronously and refuses the rest; a send time-out of 0 lifts that. While another thread binds a
 * socket, it refuses to receive and send: tslab, which receives before it binds, would fall silent for good if a client came at that moment.
 */
function cureSockets(zeromq) {
  class Publisher extends zeromq.Publisher {
    constructor(options) {
      super({ ...options, sendTimeout: 0, sendHighWaterMark: 0 });
    }
  }
  const boundAtOnce = (Socket) =>
    class extends Socket {
      async bind(address) {
        this.bindSync(address);
      }
    };
  const [Router, Reply] = [zeromq.Router, zeromq.Reply].map(boundAtOnce);
  return { ...zeromq, Publisher: boundAtOnce(Publisher), Router, Reply, __esModule: true };
}

/** Processes that a cell starts are not kernels: they get the environment without this file. */
function leaveNoTrace() {
  const options = process.env.NODE_OPTIONS;
  if (options === undefined || !options.includes("tslab-preload.cjs")) return;
  const rest = options.replace(/(?:--require|-r)[= ](?:"[^"]*tslab-preload\.cjs"|\S*tslab-preload\.cjs)/g, "").trim();
  if (rest === "") delete process.env.NODE_OPTIONS;
  else process.env.NODE_OPTIONS = rest;
}

/** A thread that ends the kernel when the client that started it is gone, even while a cell keeps the kernel busy. */
function endWithParent() {
  const parent = Number(process.env.CUADERNO_KERNEL_PARENT);
  delete process.env.CUADERNO_KERNEL_PARENT;
  if (!(parent > 0)) return;
  const { Worker } = require("node:worker_threads");
  const at = process.argv.indexOf("--config-path");
  const folder = at < 0 ? undefined : require("node:path").dirname(process.argv[at + 1]);
  // Started through another program, or the client is gone already.
  const direct = parent === process.ppid;
  const watch = `
    const { parent, direct, folder, pid, group } = require("node:worker_threads").workerData;
    const isGone = ${isGone};
    const look = () => {
      if (direct ? process.ppid === parent : !isGone(parent)) return;
      if (folder !== undefined && folder.includes("cuaderno-kernel-")) {
        require("node:fs").rmSync(folder, { recursive: true, force: true });
      }
      try { process.kill(group ? -pid : pid, "SIGKILL"); } catch { process.kill(pid, "SIGKILL"); }
    };
    look();
    setInterval(look, 500);`;
  const workerData = { parent, direct, folder, pid: process.pid, group: process.platform !== "win32" };
  new Worker(watch, { eval: true, execArgv: [], workerData }).unref();
}

/** A process that has ended but that nobody has asked for its exit code still answers to signals. */
function isGone(pid) {
  try {
    process.kill(pid, 0);
    return (
      process.platform === "linux" && /\) [ZX] /.test(require("node:fs").readFileSync(`/proc/${pid}/stat`, "utf8"))
    );
  } catch (failure) {
    return failure.code === "ESRCH";
  }
}

// Compiling: positions ------------------------------------------------------------------------------------------------

/**
 * tslab compiles a cell twice, to ES modules and then to CommonJS, and keeps no map. Both steps get one, and the pair is left in
 * `cells.compiled` for the run of the cell.
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
    if (first.sources.some((source) => source.endsWith("__tslab__.ts"))) {
      cells.compiled = { first: new SourceMap(first), second: new SourceMap(JSON.parse(output.sourceMapText)) };
    }
    return { ...output, outputText: output.outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n") };
  };
  cells.typescript = typescript;
  const replaced = { createWatchCompilerHost, transpileModule, __esModule: true };
  return Object.create(typescript, Object.getOwnPropertyDescriptors(replaced));
}

function cureConverter(converter, cells) {
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
    if (cells.headless) cells.begin ??= (source) => ready(withoutShorthand(source, cells.typescript).text);
    else ready();
    const convert = (previous, source) => {
      const { text, insertions } = withoutShorthand(source, cells.typescript);
      cells.compiled = undefined;
      prepare?.(text);
      const converted = ready(text).convert(previous, text);
      prepare(undefined);
      if (cells.compiled !== undefined) cells.compiled.insertions = insertions;
      if (!converted.hasToplevelAwait)
        converted.hasToplevelAwait = awaitsOutside(cells.typescript, converted.output ?? "");
      for (const { start, fileName } of converted.diagnostics) {
        if (fileName === undefined) start.character = originalColumn(insertions, start.line, start.character);
      }
      return converted;
    };
    return {
      convert,
      inspect: (...words) => ready().inspect(...words),
      complete: (...words) => ready().complete(...words),
      addModule: (...words) => ready().addModule(...words),
      close: () => made?.close(),
    };
  };
}

/** `{ b }` as `{ b: b }`, with the places of what was put in, by line and column. */
function withoutShorthand(source, ts) {
  if (!source.includes("{")) return { text: source, insertions: [] };
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, false);
  const insertions = [];
  const visit = (node) => {
    if (node.kind === ts.SyntaxKind.ShorthandPropertyAssignment) {
      const { line, character } = file.getLineAndCharacterOfPosition(node.name.end);
      insertions.push({ line, character, at: node.name.end, text: `: ${node.name.text}` });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  let text = source;
  for (const { at, text: put } of [...insertions].reverse()) text = text.slice(0, at) + put + text.slice(at);
  return { text, insertions };
}

function originalColumn(insertions, line, column) {
  let shifted = 0;
  for (const put of insertions) {
    if (put.line === line && put.character + shifted < column) shifted += put.text.length;
  }
  return column - shifted;
}

// Running: errors -----------------------------------------------------------------------------------------------------

function cureExecutor(executor, cells) {
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
    return createExecutor(folder, converters, { ...printer, error });
  };
}

/** What went wrong in a cell as Jupyter tells it, or undefined. */
function failureOf(cell, cells) {
  if (cell.thrown.length > 0) return describe(cell.thrown[0], cells);
  const [first] = cell.diagnostics;
  if (first === undefined) return undefined;
  return {
    ename: "TypeScriptError",
    evalue: first.replace(/^\d+:\d+ - /, "").replace(/^(\S+) (\d+:\d+) - /, "$1:$2: "),
    traceback: cell.diagnostics,
  };
}

function describe(thrown, cells) {
  if (thrown === null || typeof thrown !== "object" || typeof thrown.stack !== "string") {
    const value = require("node:util").inspect(thrown);
    return { ename: "Thrown", evalue: value, traceback: [`Thrown: ${value}`] };
  }
  const ename = String(thrown.name ?? "Error");
  const evalue = String(thrown.message ?? "");
  const lines = require("node:util").inspect(thrown).split("\n");
  const told = lines.filter((line) => !isMachinery(line, cells)).map((line) => cellFrames(line, cells));
  return { ename, evalue, traceback: told };
}

/** A line of a stack with places in compiled cells told as `In[3]:2:7`. */
function cellFrames(line, cells) {
  const plain = line.replace(/^(\s+at (?:async )?)Proxy\./, "$1");
  return plain.replace(
    /(?:evalmachine\.<anonymous>|(cuaderno-cell-\d+\.js)):(\d+):(\d+)/g,
    (whole, file, row, column) => {
      const map = cells.shown.get(file);
      if (map === undefined) return whole;
      const behind = Number(column) - 1 - (row === "1" ? map.prefix : 0);
      const middle = map.second.findEntry(Number(row) - 1, behind);
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
function isMachinery(line, cells) {
  if (!/^\s+at /.test(line)) return false;
  const [, file, row] = /(cuaderno-cell-\d+\.js):(\d+):\d+\)?$/.exec(line) ?? [];
  if (file !== undefined) return row === cells.shown.get(file)?.lastRow;
  return /node:internal|node:vm|[\\/]tslab[\\/]dist[\\/]|tslab-preload\.cjs/.test(line);
}

// Talking: the protocol -----------------------------------------------------------------------------------------------

/** So many writes of one turn of the event loop go out at once, so that they are seen even if the turn never ends. */
const atOnce = 32;
const joinedMs = 50;
const joinedLength = 65_536;

function cureServer({ ZmqServer, JupyterHandlerImpl }, cells) {
  const ofRequest = new WeakMap();
  let last;

  ZmqServer.prototype.handleExecute = async function (socket, message) {
    const asked = message.content.cuaderno;
    const cell = { ...talker(this, message), count: undefined, thrown: [], diagnostics: [], restore: asked?.restore };
    ofRequest.set(message.content, cell);
    // What cells write through the library's tracker is masked there, in this process.
    if (asked?.secrets !== undefined) globalThis[Symbol.for("cuaderno.secrets")] = asked.secrets;
    const display = (data, update) => cell.publish(update ? "update_display_data" : "display_data", data);
    const { status, execution_count } = await this.handler.handleExecute(message.content, cell.write, display);
    cell.flush();
    const reply = message.createReply();
    reply.header.msg_type = "execute_reply";
    reply.content = {
      status: status === "abort" ? "aborted" : status,
      execution_count,
      ...(status === "error" ? failureOf(cell, cells) : { user_expressions: {}, payload: [] }),
      ...(asked?.remember === true
        ? { cuaderno: { ...memory.remember(cells, { commit: status === "ok" }), environment: changedVariables(cells) } }
        : {}),
    };
    reply.signAndSend(this.connInfo.key, socket);
  };

  const { handleExecuteImpl } = JupyterHandlerImpl.prototype;
  JupyterHandlerImpl.prototype.handleExecuteImpl = async function (request, write, display) {
    const cell = ofRequest.get(request);
    cell.count = this.execCount + 1;
    cells.begin?.(request.code);
    cell.publish("execute_input", { code: request.code, execution_count: cell.count });
    cells.running = cell;
    let count;
    let failed = false;
    try {
      count = await handleExecuteImpl.call(this, request, write, display);
    } catch (thrown) {
      count = thrown;
      failed = true;
    }
    // One turn of the event loop, in which rejections that nobody awaits surface.
    await new Promise(setImmediate);
    cells.running = undefined;
    last = cell;
    const failure = failureOf(cell, cells);
    if (failure !== undefined) {
      cell.publish("error", failure);
      for (const other of cell.thrown.slice(1)) cell.publish("error", describe(other, cells));
    }
    if (failed || failure !== undefined) throw count;
    return count;
  };

  const { init, close } = ZmqServer.prototype;
  ZmqServer.prototype.init = function () {
    const surfaced = (reason) => {
      if (cells.running !== undefined) cells.running.thrown.push(reason);
      else if (last !== undefined) last.publish("error", describe(reason, cells));
    };
    // tslab's own listeners only print.
    for (const event of ["uncaughtException", "unhandledRejection"]) {
      process.removeAllListeners(event);
      process.on(event, surfaced);
    }
    process.on("exit", () => (cells.running ?? last)?.flush());
    // A kernel whose port was taken by then would stay and answer nobody; one that ends is started again by its client, on other ports.
    return init.call(this).catch((failure) => {
      console.error(failure);
      process.exit(1);
    });
  };
  ZmqServer.prototype.close = function () {
    close.call(this);
    // Timers and connections that cells left open do not hold the kernel.
    setTimeout(() => process.exit(0), 20).unref();
  };
  ZmqServer.prototype.handleCommInfoRequest = function (socket, message) {
    const reply = message.createReply();
    reply.header.msg_type = "comm_info_reply";
    reply.content = { status: "ok", comms: {} };
    reply.signAndSend(this.connInfo.key, socket);
  };
}

/** Environment variables that cells have set or changed since the last time. */
function changedVariables(cells) {
  const changed = Object.entries(process.env).filter(([name, value]) => cells.environment[name] !== value);
  for (const [name, value] of changed) cells.environment[name] = value;
  return Object.fromEntries(changed);
}

/** Ways to publish on behalf of one request. Much text in one turn is joined to fewer messages. */
function talker(server, request) {
  let name;
  let text = "";
  let since = 0;
  let writes = 0;
  const send = (type, content) => {
    const message = request.createReply();
    message.header.msg_type = type;
    message.content = content;
    message.signAndSend(server.connInfo.key, server.iopub);
  };
  const flush = () => {
    if (text === "") return;
    const content = { name, text };
    text = "";
    send("stream", content);
  };
  const publish = (type, content) => {
    flush();
    send(type, content);
  };
  const write = (stream, more) => {
    if (stream !== name) flush();
    name = stream;
    if (text === "") since = performance.now();
    text += more;
    writes += 1;
    if (writes === 1) {
      setImmediate(() => {
        writes = 0;
        flush();
      });
    }
    if (writes <= atOnce || text.length > joinedLength || performance.now() - since > joinedMs) flush();
  };
  return { flush, publish, write };
}

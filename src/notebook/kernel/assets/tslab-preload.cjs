// Preloaded into tslab kernels (node --require). It hooks the modules of tslab 1.0.22 as they load and fixes, without changing a file:
// - output lost above 512 messages in one turn of the event loop: messages queue without limit, and neighbouring text is joined;
// - errors that are only text: an `error` message with name, value and frames that point into cells, and the same in the reply;
// - missing execution counts: `execute_input` is sent;
// - un-awaited rejections: they fail the cell that ran when they surfaced;
// - `{ a, b }` with b from an earlier cell: read as `{ a: a, b: b }`;
// - cells that await only before a parenthesis, as in `await (await fetch(url)).json()`;
// - a kernel that never replies, because a client connects while it binds its sockets, because another process uses one of its ports, or because of
//   what a cell leaves behind: deep objects, errors that cannot be read, `Object.prototype.toJSON`;
// - a kernel that outlives its client.
// It also makes the compiler faster (compiler-cache.cjs, tslab-speed.cjs), and for `cuaderno run --resume` it reports how a cell changed names, and
// restores them (tslab-memory.cjs).
"use strict";

const { inspect, types } = require("node:util");
const { isMainThread } = require("node:worker_threads");
const { loadCompilerQuickly } = require("./compiler-cache.cjs");
const { awaitsOutside } = require("./tslab-await.cjs");
const memory = require("./tslab-memory.cjs");
const speed = require("./tslab-speed.cjs");
const { withoutToJson } = require("./without-to-json.cjs");
// A cell may replace the global of this name.
const { setImmediate } = require("node:timers");

if (isMainThread) install();

function install() {
  const Module = require("node:module");
  const load = Module._load;
  // Only the runner sets this variable.
  const headless = process.env.CUADERNO_KERNEL_PARENT !== undefined;
  const cells = { shown: new Map(), running: undefined, compiled: undefined, typescript: undefined, headless };
  cells.environment = { ...process.env };
  const done = new WeakSet();
  Module._load = function (request, parent, isMain) {
    const loaded = load.call(this, request, parent, isMain);
    const from = /[\\/]tslab[\\/]dist[\\/](\w+)\.js$/.exec(parent?.filename ?? "")?.[1];
    if (from === undefined) return loaded;
    if (from === "jupyter" && request === "zeromq") return patchSockets(loaded);
    if (from === "converter" && request === "@tslab/typescript-for-tslab") return withSourceMaps(loaded, cells);
    if (from !== "main" || done.has(loaded)) return loaded;
    done.add(loaded);
    if (request === "./converter") patchConverter(loaded, cells);
    if (request === "./executor") patchExecutor(loaded, cells);
    if (request === "./jupyter") patchServer(loaded, cells);
    return loaded;
  };
  loadCompilerQuickly(Module);
  hideFromChildren();
  endWithParent();
}

/**
 * ZeroMQ sends at most 512 messages per turn synchronously and rejects the rest; a send time-out of 0 removes that limit. While another thread binds
 * a socket, it rejects receive and send: tslab, which receives before it binds, would never reply to a client that connects at that moment.
 */
function patchSockets(zeromq) {
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
function hideFromChildren() {
  const options = process.env.NODE_OPTIONS;
  if (options === undefined || !options.includes("tslab-preload.cjs")) return;
  const rest = options.replace(/(?:--require|-r)[= ](?:"[^"]*tslab-preload\.cjs"|\S*tslab-preload\.cjs)/g, "").trim();
  if (rest === "") delete process.env.NODE_OPTIONS;
  else process.env.NODE_OPTIONS = rest;
}

/** A thread that ends the kernel when the client that started it has ended, even while the kernel is busy. */
function endWithParent() {
  const parent = Number(process.env.CUADERNO_KERNEL_PARENT);
  delete process.env.CUADERNO_KERNEL_PARENT;
  if (!(parent > 0)) return;
  const { Worker } = require("node:worker_threads");
  const at = process.argv.indexOf("--config-path");
  const folder = at < 0 ? undefined : require("node:path").dirname(process.argv[at + 1]);
  // False when started through another program, or when the client has ended already.
  const direct = parent === process.ppid;
  const watch = `
    const { parent, direct, folder, pid, group } = require("node:worker_threads").workerData;
    const hasEnded = ${hasEnded};
    const look = () => {
      if (direct ? process.ppid === parent : !hasEnded(parent)) return;
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

/** A process that has ended still accepts signals until its exit code is read. */
function hasEnded(pid) {
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
    if (cells.headless) cells.begin ??= (source) => ready(withoutShorthand(source, cells.typescript).text);
    else ready();
    const compile = (previous, source) => {
      const { text, insertions } = withoutShorthand(source, cells.typescript);
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

/** `{ b }` as `{ b: b }`, with the insertions by line and column. */
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
  for (const { at, text: inserted } of [...insertions].reverse()) text = text.slice(0, at) + inserted + text.slice(at);
  return { text, insertions };
}

function originalColumn(insertions, line, column) {
  let shifted = 0;
  for (const insertion of insertions) {
    if (insertion.line === line && insertion.character + shifted < column) shifted += insertion.text.length;
  }
  return column - shifted;
}

// Running: errors -----------------------------------------------------------------------------------------------------

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
    // Only the value of a cell's last line comes here: a frame is shown as a table, a figure is drawn.
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
  if (!isFrame && !isFigure) return false;
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
  const plain = line.replace(/^(\s+at (?:async )?)Proxy\./, "$1");
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
  return /node:internal|node:vm|[\\/]tslab[\\/]dist[\\/]|tslab-preload\.cjs/.test(line);
}

// Messages: the protocol -----------------------------------------------------------------------------------------------

/** Writes per turn of the event loop that are sent at once, so that they are visible even if the turn never ends. */
const immediateWrites = 32;
const joinedMs = 50;
const joinedLength = 65_536;

function patchServer({ ZmqServer, JupyterHandlerImpl }, cells) {
  const ofRequest = new WeakMap();
  let last;

  ZmqServer.prototype.handleExecute = async function (socket, message) {
    protectMessages(Object.getPrototypeOf(message));
    const options = message.content.cuaderno;
    const cell = {
      ...publisher(this, message),
      count: undefined,
      thrown: [],
      diagnostics: [],
      restore: options?.restore,
    };
    ofRequest.set(message.content, cell);
    // The library's tracker masks these values in this process.
    if (options?.secrets !== undefined) globalThis[Symbol.for("cuaderno.secrets")] = options.secrets;
    const display = (data, update) => cell.publish(update ? "update_display_data" : "display_data", data);
    const { status, execution_count } = await this.handler.handleExecute(message.content, cell.write, display);
    cell.flush();
    const reply = message.createReply();
    reply.header.msg_type = "execute_reply";
    const result = { status: status === "abort" ? "aborted" : status, execution_count };
    try {
      reply.content = {
        ...result,
        ...(status === "error" ? getFailure(cell, cells) : { user_expressions: {}, payload: [] }),
        ...(options?.remember === true
          ? {
              cuaderno: {
                ...memory.remember(cells, { commit: status === "ok" }),
                environment: changedVariables(cells),
              },
            }
          : {}),
      };
      reply.signAndSend(this.connInfo.key, socket);
    } catch (failure) {
      // A reply always follows, or the client would wait forever.
      reply.content = { ...result, status: "error", ...describe(failure, cells) };
      reply.signAndSend(this.connInfo.key, socket);
    }
  };

  const { handleExecuteImpl } = JupyterHandlerImpl.prototype;
  JupyterHandlerImpl.prototype.handleExecuteImpl = async function (request, write, display) {
    const cell = ofRequest.get(request);
    cell.count = this.execCount + 1;
    attempt(() => cells.begin?.(request.code)); // if this fails, so does the cell
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
    const failure = getFailure(cell, cells);
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
    // A kernel without its ports would never reply; when it ends, its client starts another one on other ports.
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

/** Messages are sent as they are, even if a cell adds `toJSON` to a built-in prototype. */
function protectMessages(prototype) {
  if (Object.hasOwn(prototype, isProtected)) return;
  const { signAndSend } = prototype;
  prototype[isProtected] = true;
  prototype.signAndSend = function (key, socket) {
    withoutToJson(() => signAndSend.call(this, key, socket));
  };
}

const isProtected = Symbol("isProtected");

/** Environment variables that cells have set or changed since the last time. */
function changedVariables(cells) {
  const changed = Object.entries(process.env).filter(([name, value]) => cells.environment[name] !== value);
  for (const [name, value] of changed) cells.environment[name] = value;
  return Object.fromEntries(changed);
}

/** Ways to publish on behalf of one request. Much text in one turn is joined to fewer messages. */
function publisher(server, request) {
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
    if (writes <= immediateWrites || text.length > joinedLength || performance.now() - since > joinedMs) flush();
  };
  return { flush, publish, write };
}

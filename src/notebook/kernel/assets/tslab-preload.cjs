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
// restores them (tslab-memory.cjs). Notebooks can be imported (tslab-notebooks.cjs). The patches are in tslab-compile.cjs, tslab-errors.cjs and tslab-messages.cjs.
"use strict";

const { isMainThread } = require("node:worker_threads");
const { loadCompilerQuickly } = require("./compiler-cache.cjs");
const { patchConverter, withSourceMaps } = require("./tslab-compile.cjs");
const { patchExecutor } = require("./tslab-errors.cjs");
const { installNotebooks } = require("./tslab-notebooks.cjs");
const { patchServer } = require("./tslab-messages.cjs");

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
  installNotebooks(Module);
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
        // Fails where the kernel binds a socket in it at this moment.
        try { require("node:fs").rmSync(folder, { recursive: true, force: true, maxRetries: 3 }); } catch {}
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

// The messages of a tslab kernel: loaded by tslab-preload.cjs.
"use strict";

const { attempt, describe, getFailure } = require("./tslab-errors.cjs");
const memory = require("./tslab-memory.cjs");
const { withoutToJson } = require("./without-to-json.cjs");
// A cell may replace the global of this name.
const { setImmediate } = require("node:timers");

/** Writes per turn of the event loop that are sent at once, so that they are visible even if the turn never ends. */
const immediateWrites = 32;
const joinedMs = 50;
const joinedLength = 65_536;

function patchServer({ ZmqServer, JupyterHandlerImpl }, cells) {
  const cellsByRequest = new WeakMap();
  patchRequests(ZmqServer.prototype, cells, cellsByRequest);
  patchExecution(JupyterHandlerImpl.prototype, cells, cellsByRequest);
  patchLife(ZmqServer.prototype, cells);
  ZmqServer.prototype.handleCommInfoRequest = function (socket, message) {
    const reply = message.createReply();
    reply.header.msg_type = "comm_info_reply";
    reply.content = { status: "ok", comms: {} };
    reply.signAndSend(this.connInfo.key, socket);
  };
}

/** Every request to execute gets a reply, with the failure of the cell in it. */
function patchRequests(server, cells, cellsByRequest) {
  patchStatus(server, cells, cellsByRequest);
  server.handleExecute = async function (socket, message) {
    protectMessages(Object.getPrototypeOf(message));
    const options = message.content.cuaderno;
    const cell = {
      ...publisher(this, message),
      count: undefined,
      thrown: [],
      diagnostics: [],
      restore: options?.restore,
      id: message.metadata?.cellId,
      showBusy: () => this.publishStatus("busy", message),
    };
    cellsByRequest.set(message.content, cell);
    // The library's tracker masks these values in this process.
    if (options?.secrets !== undefined) globalThis[Symbol.for("cuaderno.secrets")] = options.secrets;
    const display = (data, update) => cell.publish(update ? "update_display_data" : "display_data", data);
    const { status, execution_count } = await this.handler.handleExecute(message.content, cell.write, display);
    cell.flush();
    const reply = message.createReply();
    reply.header.msg_type = "execute_reply";
    const result = { status: status === "abort" ? "aborted" : status, execution_count };
    try {
      const failure = status === "error" ? getFailure(cell, cells) : { user_expressions: {}, payload: [] };
      const cuaderno = options?.remember === true ? { cuaderno: getChanges(cells, status) } : {};
      reply.content = { ...result, ...failure, ...cuaderno };
      reply.signAndSend(this.connInfo.key, socket);
    } catch (failure) {
      // A reply always follows, or the client would wait forever.
      reply.content = { ...result, status: "error", ...describe(failure, cells) };
      reply.signAndSend(this.connInfo.key, socket);
    }
  };
}

/**
 * The kernel is busy from when a cell starts: tslab says so when the request arrives, and idle after the first of several cells that wait. Other
 * requests get replies while a cell runs; the kernel is busy after them too.
 */
function patchStatus(server, cells, cellsByRequest) {
  const { publishStatus } = server;
  const shown = new WeakSet();
  server.publishStatus = function (status, message) {
    const isCell = message.header.msg_type === "execute_request";
    const hasStarted = cells.running !== undefined && cells.running === cellsByRequest.get(message.content);
    if (isCell && status === "busy" && !hasStarted) return;
    if (isCell && status === "idle" && !shown.has(message)) publishStatus.call(this, "busy", message);
    if (status === "busy") shown.add(message);
    publishStatus.call(this, status, message);
    if (!isCell && status === "idle") cells.running?.showBusy();
  };
}

function getChanges(cells, status) {
  return { ...memory.remember(cells, { commit: status === "ok" }), environment: changedVariables(cells) };
}

/** A cell publishes its input, and its errors when it has ended. */
function patchExecution(handler, cells, cellsByRequest) {
  const { handleExecuteImpl } = handler;
  handler.handleExecuteImpl = async function (request, write, display) {
    const cell = cellsByRequest.get(request);
    // The previous cell is idle first.
    await new Promise(setImmediate);
    cells.running = cell;
    cell.showBusy();
    cell.count = this.execCount + 1;
    // The library's tracker records which cell starts a run.
    globalThis[Symbol.for("cuaderno.cell")] = { count: cell.count, id: cell.id };
    attempt(() => cells.begin?.(request.code)); // if this fails, so does the cell
    cell.publish("execute_input", { code: request.code, execution_count: cell.count });
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
    cells.last = cell;
    const failure = getFailure(cell, cells);
    if (failure !== undefined) {
      cell.publish("error", failure);
      for (const other of cell.thrown.slice(1)) cell.publish("error", describe(other, cells));
    }
    if (failed || failure !== undefined) throw count;
    return count;
  };
}

/** Errors outside of cells are published; a kernel without its ports ends, and so does one with open timers. */
function patchLife(server, cells) {
  const { init, close } = server;
  server.init = function () {
    const surfaced = (reason) => {
      if (cells.running !== undefined) cells.running.thrown.push(reason);
      else cells.last?.publish("error", describe(reason, cells));
    };
    // tslab's own listeners only print.
    for (const event of ["uncaughtException", "unhandledRejection"]) {
      process.removeAllListeners(event);
      process.on(event, surfaced);
    }
    process.on("exit", () => (cells.running ?? cells.last)?.flush());
    // A kernel without its ports would never reply; when it ends, its client starts another one on other ports.
    return init.call(this).catch((failure) => {
      console.error(failure);
      process.exit(1);
    });
  };
  server.close = function () {
    close.call(this);
    // Timers and connections that cells left open do not hold the kernel.
    setTimeout(() => process.exit(0), 20).unref();
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

module.exports = { patchServer };

import { randomUUID } from "node:crypto";
import { writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import type { JsonObject } from "../../core/json.js";
import type { KernelMessage } from "../../notebook/kernel/kernel-message.js";
import type { TypeCheckMode } from "../engine/type-service.js";
import { emptyContent } from "../plain-requests.js";
import { type CellTypes, cellTypes, typeCheckMode } from "./cell-types.js";
import { memoryWatch } from "./memory-watch.js";
import { openPipeWire } from "./pipe-wire.js";
import {
  type StartContent,
  sharedSlot,
  type ToCells,
  type ToWire,
  type TypeRequest,
  type WireData,
} from "./port-messages.js";
import { terminateCell } from "./terminate-cell.js";
import type { Wire, WireListener } from "./wire.js";

// The thread that talks to clients, so that interrupts, heartbeats and requests about the kernel are served while a
// cell runs in the main thread.

const { connection, info, shared, parent, memoryLimit } = workerData as WireData;
const slots = new Int32Array(shared);
const session = randomUUID();
let wire: Wire | undefined;
let types: CellTypes | undefined;
let typecheck: TypeCheckMode = "off";
/** The header of the request that runs a cell. */
let running: Partial<KernelMessage["header"]> | undefined;
let isEnding = false;

const toCells = (message: ToCells): void => parentPort?.postMessage(message);

const listener: WireListener = {
  onMessage(channel, message, client) {
    const reply = (type: string, content: string): void => {
      sendStatus("busy", message.header);
      send({ channel, client, type, parent: message.header, content });
      sendStatus("idle", message.header);
      // Clients show the last status, whatever request it is about.
      if (running !== undefined) sendStatus("busy", running);
    };
    switch (message.header.msg_type) {
      case "kernel_info_request":
        reply("kernel_info_reply", info);
        return;
      case "interrupt_request":
        toCells({ kind: "interrupt" });
        void terminateCell(slots);
        reply("interrupt_reply", '{"status":"ok"}');
        return;
      case "cuaderno_start":
        start(message.content as unknown as StartContent);
        return;
      case "cuaderno_expect": {
        const { cells, checked } = message.content;
        toCells({ kind: "typecheck", mode: checked === true ? "off" : typecheck });
        if (checked === true) types?.rest();
        else types?.expect(cells as readonly string[]);
        return;
      }
      case "complete_request":
      case "inspect_request":
        void replyByTypes(message).then((content) => {
          if (content === undefined) toCells({ kind: "message", channel, message, client });
          else reply(message.header.msg_type.replace("request", "reply"), JSON.stringify(content));
        });
        return;
      case "shutdown_request":
        reply("shutdown_reply", JSON.stringify({ status: "ok", restart: message.content.restart === true }));
        void end();
        return;
      default:
        if (message.header.msg_type === "execute_request" && typeof connection === "string") {
          types?.expect([String(message.content.code ?? "")], { replace: false });
        }
        toCells({ kind: "message", channel, message, client });
    }
  },
  onClose: () => {
    if (!isEnding) killKernel();
  },
};

/**
 * The content of a reply about the code that is being written, also while a cell runs. Undefined where types are
 * unknown and values can be looked at.
 */
async function replyByTypes({ header, content }: KernelMessage): Promise<JsonObject | undefined> {
  const found = await types?.reply(header.msg_type, content).catch(() => undefined);
  return found ?? (running === undefined ? undefined : emptyContent(header.msg_type, content));
}

function start(content: StartContent): void {
  const { mode, cells, checked = false } = content.types ?? { mode: "off", cells: [] };
  openTypes(content.cwd, mode, checked);
  if (!checked) types?.expect(cells);
  toCells({ kind: "start", ...content });
}

function openTypes(folder: string, mode: TypeCheckMode, isChecked = false): void {
  typecheck = mode;
  toCells({ kind: "typecheck", mode: isChecked ? "off" : mode });
  types = cellTypes(folder, mode, mode !== "off" && !isChecked, toCells);
}

function sendStatus(state: "busy" | "idle", parentHeader: Partial<KernelMessage["header"]>): void {
  send({ channel: "iopub", type: "status", parent: parentHeader, content: `{"execution_state":"${state}"}` });
}

/** Follows which request runs a cell, by what the cells' thread sends. */
function sendFromCells(message: ToWire): void {
  if (message.type === "execute_input") running = message.parent;
  if (message.type === "status" && message.parent.msg_id === running?.msg_id) running = undefined;
  send(message);
}

function send({ channel, client, type, parent: parentHeader, content }: ToWire): void {
  const date = new Date().toISOString();
  const header: KernelMessage["header"] = {
    msg_id: randomUUID(),
    msg_type: type,
    session,
    username: "cuaderno",
    date,
    version: "5.3",
  };
  const sent = wire?.send({ channel, client, header, parent: parentHeader, content });
  void sent?.then(() => {
    Atomics.sub(slots, sharedSlot.pendingBytes, content.length);
    Atomics.notify(slots, sharedSlot.pendingBytes);
  });
}

/** Ends the kernel after what is queued was sent; the cells' thread may be blocked. */
async function end(): Promise<void> {
  isEnding = true;
  await wire?.close();
  toCells({ kind: "shutdown" });
  setTimeout(killKernel, 1_500);
}

function killKernel(): void {
  process.kill(process.pid, "SIGKILL");
}

/** The kernel does not outlive the process that started it. */
function watchParent(): void {
  if (!(parent > 1)) return;
  const isDirect = process.ppid === parent;
  const look = (): void => {
    if (isDirect ? process.ppid !== parent : !isAlive(parent)) killKernel();
  };
  setInterval(look, 1_000).unref();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

parentPort?.on("message", (message: ToWire | TypeRequest) => {
  if (message.kind === undefined) sendFromCells(message);
  else types?.receive(message);
});
if (typeof connection === "number") wire = openPipeWire(connection, listener);
else {
  openTypes(process.cwd(), typeCheckMode(process.env));
  const { openZmqWire } = await import("./zmq-wire.js");
  wire = await openZmqWire(connection, listener);
}
send({ channel: "iopub", type: "status", parent: {}, content: '{"execution_state":"starting"}' });
watchParent();
memoryWatch(memoryLimit, (message) => {
  writeSync(2, `${message}\n`);
  send({ channel: "iopub", type: "stream", parent: {}, content: JSON.stringify({ name: "stderr", text: message }) });
  setTimeout(killKernel, 50);
});

import { randomUUID } from "node:crypto";
import { writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import type { KernelMessage } from "../../notebook/kernel/kernel-message.js";
import { memoryWatch } from "./memory-watch.js";
import { openPipeWire } from "./pipe-wire.js";
import { type StartContent, sharedSlot, type ToCells, type ToWire, type WireData } from "./port-messages.js";
import { terminateCell } from "./terminate-cell.js";
import type { Wire, WireListener } from "./wire.js";

// The thread that talks to clients, so that interrupts, heartbeats and requests about the kernel are served while a
// cell runs in the main thread.

const { connection, info, shared, parent, memoryLimit } = workerData as WireData;
const slots = new Int32Array(shared);
const session = randomUUID();
let wire: Wire | undefined;
let isEnding = false;

const toCells = (message: ToCells): void => parentPort?.postMessage(message);

const listener: WireListener = {
  onMessage(channel, message, client) {
    const reply = (type: string, content: string): void => {
      send({ channel: "iopub", type: "status", parent: message.header, content: '{"execution_state":"busy"}' });
      send({ channel, client, type, parent: message.header, content });
      send({ channel: "iopub", type: "status", parent: message.header, content: '{"execution_state":"idle"}' });
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
        toCells({ kind: "start", ...(message.content as unknown as StartContent) });
        return;
      case "shutdown_request":
        reply("shutdown_reply", JSON.stringify({ status: "ok", restart: message.content.restart === true }));
        void end();
        return;
      default:
        toCells({ kind: "message", channel, message, client });
    }
  },
  onClose: () => {
    if (!isEnding) killKernel();
  },
};

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

parentPort?.on("message", (message: ToWire) => send(message));
if (typeof connection === "number") wire = openPipeWire(connection, listener);
else {
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

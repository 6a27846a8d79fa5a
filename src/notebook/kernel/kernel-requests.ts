import type { JsonObject } from "../../core/json.js";
import type { OutputListener } from "./kernel.js";
import type { KernelMessage } from "./kernel-message.js";

/** The requests to one kernel: those under way, their replies, and the listeners to outputs. */
export interface KernelRequests {
  /** Sends a request of this type and follows it to its end. */
  send(channel: "shell" | "control", type: string, content: JsonObject, id?: string): SentRequest;
  /** Takes in a message from the kernel. */
  receive(channel: "shell" | "control" | "iopub", message: KernelMessage): void;
  /** Settles everything under way, because the kernel has ended. */
  end(): void;
  onOutput(listener: OutputListener): void;
  /** Whether any publication arrived yet. */
  readonly received: boolean;
}

/** A request that was sent. */
export interface SentRequest {
  /** The kernel has said that it begins with the code, as not every kernel does; or it is done with it. */
  readonly begun: Promise<void>;
  /** The reply; undefined when the kernel ended before. */
  readonly replied: Promise<KernelMessage | undefined>;
  /** Ends with the reply and the idle status, or some time after one of them when the other does not arrive. */
  readonly done: Promise<EndedRequest>;
}

/** How a request ended. */
export interface EndedRequest {
  readonly reply: KernelMessage | undefined;
  /** Whether the idle status arrived; without a reply the kernel has ended, or has become idle without one. */
  readonly isIdle: boolean;
  /** Whether both arrived, so that all outputs are there. */
  readonly complete: boolean;
}

interface UnderWay {
  reply: KernelMessage | undefined;
  idle: boolean;
  readonly onBegun: () => void;
  readonly onReply: (reply: KernelMessage | undefined) => void;
  readonly onDone: (end: EndedRequest) => void;
}

/** How long to wait for the idle status after the reply. */
const idleGraceMs = 4_000;
/** How long to wait for the reply after the idle status. */
const replyGraceMs = 30_000;

/** Requests over a way to transmit messages. Reply and publications arrive through different sockets in any order. */
export function kernelRequests(options: {
  readonly transmit: (channel: "shell" | "control", message: KernelMessage) => Promise<void>;
  readonly now: () => Date;
  readonly newId: () => string;
}): KernelRequests {
  const session = options.newId();
  const underWay = new Map<string, UnderWay>();
  const listeners: OutputListener[] = [];
  let received = false;
  let ended = false;

  const settle = (id: string, complete: boolean): void => {
    const request = underWay.get(id);
    if (request === undefined) return;
    underWay.delete(id);
    request.onBegun();
    request.onReply(request.reply);
    request.onDone({ reply: request.reply, isIdle: request.idle, complete });
  };

  return {
    send(channel, type, content, id = options.newId()) {
      let onBegun: UnderWay["onBegun"] = () => undefined;
      let onReply: UnderWay["onReply"] = () => undefined;
      let onDone: UnderWay["onDone"] = () => undefined;
      const begun = new Promise<void>((resolve) => {
        onBegun = resolve;
      });
      const replied = new Promise<KernelMessage | undefined>((resolve) => {
        onReply = resolve;
      });
      const done = new Promise<EndedRequest>((resolve) => {
        onDone = resolve;
      });
      underWay.set(id, { reply: undefined, idle: false, onBegun, onReply, onDone });
      const date = options.now().toISOString();
      const header = { msg_id: id, msg_type: type, session, username: "cuaderno", date, version: "5.3" };
      if (ended) settle(id, false);
      else {
        const message = { header, parent_header: {}, metadata: {}, content };
        options.transmit(channel, message).catch(() => settle(id, false));
      }
      return { begun, replied, done };
    },
    receive(channel, message) {
      const id = message.parent_header.msg_id ?? "";
      const type = message.header.msg_type;
      const request = underWay.get(id);
      if (channel === "iopub") {
        received = true;
        if (type === "execute_input") request?.onBegun();
        if (type !== "status") {
          for (const listener of listeners) listener({ requestId: id, type, content: message.content });
        } else if (request !== undefined && message.content.execution_state === "idle") {
          request.idle = true;
          if (request.reply !== undefined) settle(id, true);
          else setTimeout(settle, replyGraceMs, id, false).unref();
        }
      } else if (request !== undefined) {
        request.reply = message;
        request.onReply(message);
        if (request.idle) settle(id, true);
        else setTimeout(settle, idleGraceMs, id, false).unref();
      }
    },
    end() {
      ended = true;
      for (const id of [...underWay.keys()]) settle(id, false);
    },
    onOutput: (listener) => void listeners.push(listener),
    get received() {
      return received;
    },
  };
}

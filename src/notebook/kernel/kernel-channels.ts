import { EnvironmentError } from "../../core/errors.js";
import type { Connection } from "./connection-file.js";
import { decodeKernelMessage, encodeKernelMessage, type KernelMessage } from "./kernel-message.js";

/** The sockets to one kernel. */
export interface KernelChannels {
  send(channel: "shell" | "control", message: KernelMessage): Promise<void>;
  close(): void;
  /** Resolves when the kernel has closed its side; undefined where that is unknown. */
  readonly silent?: Promise<void> | undefined;
}

/** Receives messages of a kernel. */
export interface ChannelListener {
  onMessage(channel: "shell" | "control" | "iopub", message: KernelMessage): void;
  /** Called for frames that are not a message or not signed by this kernel. */
  onGarbage(reason: Error): void;
}

const reconnectMs = 10;

/** Connects to a kernel, which may come up later; messages sent before wait for it. ZeroMQ is loaded here. */
export async function openKernelChannels(connection: Connection, listener: ChannelListener): Promise<KernelChannels> {
  const { Dealer, Subscriber } = await loadZeromq();
  const options = { reconnectInterval: reconnectMs, linger: 0, receiveHighWaterMark: 0, sendHighWaterMark: 0 };
  const shell = new Dealer(options);
  const control = new Dealer(options);
  const iopub = new Subscriber({ reconnectInterval: reconnectMs, linger: 0, receiveHighWaterMark: 0 });
  const address = (port: number): string => `${connection.transport}://${connection.ip}:${port}`;
  shell.connect(address(connection.shell_port));
  control.connect(address(connection.control_port));
  iopub.connect(address(connection.iopub_port));
  iopub.subscribe();

  let closed = false;
  const read = async (channel: "shell" | "control" | "iopub", socket: AsyncIterable<Buffer[]>): Promise<void> => {
    try {
      for await (const frames of socket) deliver(channel, frames);
    } catch (failure) {
      if (!closed) listener.onGarbage(failure as Error);
    }
  };
  const deliver = (channel: "shell" | "control" | "iopub", frames: readonly Buffer[]): void => {
    let message: KernelMessage;
    try {
      message = decodeKernelMessage(frames, connection.key);
    } catch (failure) {
      listener.onGarbage(failure as Error);
      return;
    }
    listener.onMessage(channel, message);
  };
  void read("shell", shell);
  void read("control", control);
  void read("iopub", iopub);

  // A socket takes one message at a time.
  const queues = { shell: Promise.resolve(), control: Promise.resolve() };
  return {
    send(channel, message) {
      const frames = [...encodeKernelMessage(message, connection.key)];
      const socket = channel === "shell" ? shell : control;
      const sent = queues[channel].then(() => (closed ? undefined : socket.send(frames)));
      queues[channel] = sent.catch(() => undefined);
      return sent;
    },
    close() {
      if (closed) return;
      closed = true;
      for (const socket of [shell, control, iopub]) socket.close();
    },
  };
}

async function loadZeromq(): Promise<typeof import("zeromq")> {
  try {
    const module = await import("zeromq");
    // A CommonJS module: which of its names can be imported singly depends on how its code is written.
    return "Dealer" in module ? module : (module as { readonly default: typeof import("zeromq") }).default;
  } catch (cause) {
    throw new EnvironmentError(
      `runNotebook: the package zeromq does not load on ${process.platform} ${process.arch}; reinstall it with "npm install zeromq"`,
      { cause },
    );
  }
}

import { readFileSync, writeSync } from "node:fs";
import type { Connection } from "../../notebook/kernel/connection-file.js";
import { decodeKernelMessage, signKernelFrames } from "../../notebook/kernel/kernel-message.js";
import type { ChannelName, Wire, WireListener } from "./wire.js";

/** Jupyter's sockets, bound as a connection file says; the heartbeat is echoed here. */
export async function openZmqWire(connectionFile: string, listener: WireListener): Promise<Wire> {
  const connection = JSON.parse(readFileSync(connectionFile, "utf8")) as Connection;
  const { Publisher, Reply, Router } = await import("zeromq");
  const isTcp = connection.transport === "tcp";
  const address = (port: number): string =>
    isTcp ? `tcp://${connection.ip}:${port}` : `ipc://${connection.ip}-${port}`;
  const limits = { linger: 1_000, sendHighWaterMark: 0, receiveHighWaterMark: 0 };
  const routers = { shell: new Router(limits), control: new Router(limits), stdin: new Router(limits) };
  // A send time-out of 0 removes ZeroMQ's limit of 512 messages per turn.
  const iopub = new Publisher({ linger: 1_000, sendHighWaterMark: 0, sendTimeout: 0 });
  const heartbeat = new Reply({ linger: 0 });
  iopub.bindSync(address(connection.iopub_port));
  heartbeat.bindSync(address(connection.hb_port));
  for (const channel of ["shell", "control", "stdin"] as const) {
    routers[channel].bindSync(address(connection[`${channel}_port`]));
    void receive(channel);
  }
  void echo();
  const queues: Record<ChannelName, Promise<unknown>> = {
    shell: Promise.resolve(),
    control: Promise.resolve(),
    stdin: Promise.resolve(),
    iopub: Promise.resolve(),
  };

  async function receive(channel: "shell" | "control" | "stdin"): Promise<void> {
    for await (const frames of routers[channel]) {
      const end = frames.findIndex((frame) => frame.toString("latin1") === "<IDS|MSG>");
      try {
        listener.onMessage(channel, decodeKernelMessage(frames, connection.key), frames.slice(0, Math.max(end, 0)));
      } catch (failure) {
        writeSync(2, `cuaderno kernel: ${(failure as Error).message}\n`);
      }
    }
  }
  async function echo(): Promise<void> {
    for await (const frames of heartbeat) await heartbeat.send(frames);
  }
  return {
    send({ channel, client = [], header, parent, content }) {
      const parts = [JSON.stringify(header), JSON.stringify(parent), "{}", content].map((part) => Buffer.from(part));
      const routing = channel === "iopub" ? [Buffer.from(header.msg_type)] : client.map((part) => Buffer.from(part));
      const frames = [...routing, ...signKernelFrames(parts, connection.key)];
      const socket = channel === "iopub" ? iopub : routers[channel];
      const sent = queues[channel].then(() => socket.send(frames));
      queues[channel] = sent.catch(() => undefined);
      return sent.catch(() => undefined);
    },
    async close() {
      await Promise.all(Object.values(queues));
      for (const socket of [iopub, heartbeat, ...Object.values(routers)]) socket.close();
    },
  };
}

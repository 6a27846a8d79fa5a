import type { Duplex } from "node:stream";
import type { ChannelListener, KernelChannels } from "./kernel-channels.js";
import type { KernelMessage } from "./kernel-message.js";

type ReceivingChannel = Parameters<ChannelListener["onMessage"]>[0];

/** The channels to a kernel of this package that is a child process: messages are lines of JSON on one pipe. */
export function openPipeChannels(pipe: Duplex, listener: ChannelListener): KernelChannels {
  // The kernel's end is noticed by its process.
  pipe.on("error", () => undefined);
  const silent = new Promise<void>((resolve) => {
    pipe.once("end", resolve);
    pipe.once("close", resolve);
  });
  let parts: Buffer[] = [];
  pipe.on("data", (chunk: Buffer) => {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      const line = Buffer.concat([...parts, chunk.subarray(start, end)]).toString();
      parts = [];
      start = end + 1;
      receive(line);
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  });
  const receive = (line: string): void => {
    try {
      const { channel, ...message } = JSON.parse(line) as KernelMessage & { readonly channel: ReceivingChannel };
      listener.onMessage(channel, message);
    } catch (failure) {
      listener.onGarbage(failure as Error);
    }
  };
  return {
    send: (channel, message) =>
      new Promise((resolve) => {
        pipe.write(`${JSON.stringify({ channel, ...message })}\n`, () => resolve());
      }),
    close: () => pipe.destroy(),
    silent,
  };
}

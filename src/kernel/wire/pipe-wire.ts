import { Socket } from "node:net";
import type { KernelMessage } from "../../notebook/kernel/kernel-message.js";
import type { ChannelName, Wire, WireListener } from "./wire.js";

/** Messages as lines of JSON over an inherited pipe: no sockets, no signatures, one client. */
export function openPipeWire(descriptor: number, listener: WireListener): Wire {
  const socket = new Socket({ fd: descriptor });
  socket.on("error", () => listener.onClose());
  socket.on("close", () => listener.onClose());
  readLines(socket, (line) => {
    const { channel, ...message } = JSON.parse(line) as KernelMessage & { readonly channel: ChannelName };
    listener.onMessage(channel, message, []);
  });
  return {
    send: ({ channel, header, parent, content }) =>
      new Promise((resolve) => {
        const [head, parentHead] = [JSON.stringify(header), JSON.stringify(parent)];
        socket.write(
          `{"channel":"${channel}","header":${head},"parent_header":${parentHead},"metadata":{},"content":${content}}\n`,
          () => resolve(),
        );
      }),
    close: () => new Promise((resolve) => socket.end(() => resolve())),
  };
}

/** Calls `onLine` for each line of a stream, without its end. */
export function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      const line = Buffer.concat([...rest, chunk.subarray(start, end)]).toString();
      rest = [];
      start = end + 1;
      onLine(line);
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  });
}

import { connect, createServer, type Socket } from "node:net";

/** A TCP proxy on the loopback interface that breaks its connections. */
export interface CutProxy {
  readonly port: number;
  /** Number of connections so far. */
  connections(): number;
  close(): Promise<void>;
}

/** Starts a proxy that breaks each of its first `cuts` connections after `bytes` bytes from the server. */
export async function startCutProxy(
  target: number,
  { cuts, bytes }: { cuts: number; bytes: number },
): Promise<CutProxy> {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((client) => {
    count += 1;
    const isCut = count <= cuts;
    let received = 0;
    const upstream = connect(target, "127.0.0.1");
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        client.destroy();
        upstream.destroy();
        sockets.delete(socket);
      });
    }
    client.pipe(upstream);
    upstream.on("data", (data) => {
      received += data.length;
      if (isCut && received > bytes) client.destroy();
    });
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: address !== null && typeof address === "object" ? address.port : 0,
    connections: () => count,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";

/**
 * The fault of one request: none, status 503 or 500, a broken connection, a body that is cut, one that stalls, one that
 * arrives in three pieces `slowMs` apart.
 */
export type Fault = "none" | "busy" | "error" | "reset" | "cut" | "stall" | "slow";

/** How long a slow body waits between its pieces. */
export const slowMs = 1_200;

/** A proxy on the loopback interface that breaks requests. */
export interface FaultyProxy {
  readonly endpoint: string;
  /** The fault of every request so far. */
  readonly faults: Fault[];
  close(): void;
}

/** Starts a proxy that breaks requests as `getFault` says. */
export async function startFaultyProxy(
  target: string,
  getFault: (count: number, request: IncomingMessage) => Fault,
): Promise<FaultyProxy> {
  const faults: Fault[] = [];
  let count = 0;
  const server = createServer((incoming, outgoing) => {
    const fault = getFault(count++, incoming);
    faults.push(fault);
    if (fault === "reset")
      return void incoming
        .once("data", () => incoming.socket.destroy())
        .resume()
        .once("end", () => incoming.socket.destroy());
    const status = { busy: 503, error: 500 }[fault as string];
    if (status !== undefined) return void incoming.resume().once("end", () => outgoing.writeHead(status).end());
    forward(incoming, outgoing, target, fault);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, faults, close };
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, target: string, fault: Fault): void {
  const { hostname, port } = new URL(target);
  const { url: path = "/", method, headers } = incoming;
  const inner = request({ hostname, port, path, method, headers, agent: false }, (response) => {
    outgoing.writeHead(response.statusCode ?? 500, response.headers);
    if (fault === "none") return void response.pipe(outgoing);
    if (fault === "slow") return void Readable.from(slowPieces(response)).pipe(outgoing);
    const half = Math.floor(Number(response.headers["content-length"] ?? 0) / 2);
    let passed = 0;
    response.on("data", (piece: Buffer) => {
      if (passed >= half) return;
      outgoing.write(piece.subarray(0, half - passed));
      passed += piece.length;
      if (passed >= half && fault === "cut") setTimeout(() => incoming.socket.destroy(), 20);
    });
    response.on("end", () => (half === 0 || (fault === "cut" && passed === 0)) && incoming.socket.destroy());
  });
  inner.on("error", () => incoming.socket.destroy());
  incoming.pipe(inner);
}

async function* slowPieces(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  const whole = Buffer.concat(pieces);
  const third = Math.ceil(whole.length / 3);
  for (let start = 0; start < whole.length; start += third) {
    if (start > 0) await delay(slowMs);
    yield whole.subarray(start, start + third);
  }
}

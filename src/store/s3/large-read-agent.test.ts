import { randomBytes } from "node:crypto";
import { type Agent, createServer, get, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { largeReadAgent } from "./large-read-agent.js";

const body = randomBytes(5_000_000);
const connections = new Set<unknown>();
const agent: Agent = largeReadAgent({ keepAlive: true, maxSockets: 1 });
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    connections.add(request.socket);
    response.setHeader("content-length", body.length);
    if (request.url === "/short") response.write(body.subarray(0, 1_000_000), () => response.destroy());
    else response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(() => {
  agent.destroy();
  server.close();
});

function request(path: string): Promise<IncomingMessage> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, agent }, resolve).on("error", reject);
  });
}

it("reads bodies over one connection, also when the reader is slower than the server", async () => {
  for (const pauseMs of [0, 1]) {
    const pieces: Buffer[] = [];
    for await (const piece of await request("/")) {
      pieces.push(piece as Buffer);
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    expect(Buffer.concat(pieces).equals(body)).toBe(true);
  }
  expect(connections.size).toBe(1);
});

it("retains no large buffer for a small piece", async () => {
  for await (const piece of await request("/")) {
    const { buffer, length } = piece as Buffer;
    expect(buffer.byteLength).toBeLessThanOrEqual(Math.max(4 * length, 65_536));
  }
});

it("fails when the connection ends before the body", async () => {
  const read = async (): Promise<void> => {
    for await (const _ of await request("/short"));
  };
  await expect(read()).rejects.toMatchObject({ code: "ECONNRESET" });
});

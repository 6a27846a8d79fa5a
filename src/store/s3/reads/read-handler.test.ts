import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { createServer as createTlsServer } from "node:tls";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { releaseBuffer } from "./read-buffers.js";
import { readHandler } from "./read-handler.js";

const object = randomBytes(5_000_000);
const ok = `HTTP/1.1 206 Partial Content\r\nContent-Length: ${object.length}\r\nETag: "1"\r\n\r\n`;

type Respond = (socket: Socket, path: string) => unknown;
const sendObject: Respond = (socket) => void socket.write(Buffer.concat([Buffer.from(ok), object]));

/** Key and certificate of a server that nobody has signed; undefined without openssl. */
function makeCertificate(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-key-"));
  const key = join(folder, "key.pem");
  const form = ["-newkey", "rsa:2048", "-subj", "/CN=localhost", "-keyout", key];
  const { status, stdout } = spawnSync("openssl", ["req", "-x509", "-nodes", ...form], { encoding: "utf8" });
  const pem = status === 0 ? stdout + readFileSync(key, "utf8") : undefined;
  rmSync(folder, { recursive: true });
  return pem;
}

const certificate = makeCertificate();

/** A server that responds with `respond` to each request, and a handler for it. */
async function start(respond: Respond, timeouts = { connectMs: 5_000, responseMs: 5_000 }, isSecure = false) {
  const connections = new Set<Socket>();
  const onConnection = (socket: Socket): void => {
    connections.add(socket);
    socket.on("error", () => undefined);
    socket.on("data", (head) => respond(socket, head.toString("latin1").split(" ")[1] ?? ""));
  };
  const server = isSecure
    ? createTlsServer({ key: certificate, cert: certificate }, onConnection)
    : createServer(onConnection);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of connections) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const requested: string[] = [];
  const fallback = {
    handle: async ({ path }: { readonly path: string }) => {
      requested.push(path);
      return { response: { statusCode: 299, headers: {}, body: undefined } };
    },
  };
  const handle = readHandler(fallback as never, timeouts);
  const get = async (path = "/object", change: object = {}, options: object = {}) => {
    const headers = { host: `127.0.0.1:${port}`, range: "bytes=0-" };
    const request = {
      protocol: isSecure ? "https:" : "http:",
      hostname: "127.0.0.1",
      port,
      method: "GET",
      path,
      headers,
    };
    const { response } = await handle({ ...request, query: { "x-id": "GetObject" }, ...change } as never, options);
    return response as { statusCode: number; headers: Record<string, string>; body: Readable };
  };
  return { get, requested, connections };
}

async function collect(body: Readable, pauseMs = 0): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) {
    if (pauseMs > 0) await wait(pauseMs);
    chunks.push(Buffer.from(chunk));
    releaseBuffer(chunk);
  }
  return Buffer.concat(chunks);
}

describe("readHandler", () => {
  it.each([0, 5])("reads bodies over one connection with a reader that pauses for %i ms", async (pauseMs) => {
    const { get, connections, requested } = await start(sendObject);
    for (let count = 0; count < 3; count++) {
      const { statusCode, headers, body } = await get();
      expect([statusCode, headers.etag]).toEqual([206, '"1"']);
      expect((await collect(body, pauseMs)).equals(object)).toBe(true);
    }
    expect([connections.size, requested]).toEqual([1, []]);
  });

  it("reads bodies at the same time without mixing their buffers", async () => {
    const { get, connections } = await start(sendObject);
    const bodies = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => collect((await get()).body, index % 3)),
    );
    expect(bodies.every((body) => body.equals(object))).toBe(true);
    expect(connections.size).toBe(8);
  });

  it("reads a response that arrives in small pieces", async () => {
    const message = Buffer.concat([Buffer.from(ok.replace(`${object.length}`, "1000")), object.subarray(0, 1_000)]);
    const { get } = await start(async (socket) => {
      for (let at = 0; at < message.length; at += 37) {
        socket.write(message.subarray(at, at + 37));
        await wait(1);
      }
    });
    expect((await collect((await get()).body)).equals(object.subarray(0, 1_000))).toBe(true);
  });

  it("reads an empty body and the body of an error, and closes when the server says so", async () => {
    const { get, connections } = await start((socket, path) => {
      const status = path.startsWith("/none") ? "404 Not Found" : "200 OK";
      const text = path.startsWith("/none") ? "<Error/>" : "";
      socket.write(`HTTP/1.1 ${status}\r\ncontent-length:${text.length}\r\nConnection: close\r\n\r\n${text}`);
    });
    const missing = await get("/none");
    expect([missing.statusCode, (await collect(missing.body)).toString()]).toEqual([404, "<Error/>"]);
    const empty = await get("/empty");
    expect([empty.statusCode, (await collect(empty.body)).length]).toEqual([200, 0]);
    expect(connections.size).toBe(2);
  });

  it("passes on the bytes that arrived with the head without waiting for more", { timeout: 10_000 }, async () => {
    const { get } = await start((socket) => socket.write(Buffer.concat([Buffer.from(ok), object.subarray(0, 1_000)])));
    for await (const chunk of (await get()).body) {
      expect(Buffer.from(chunk).equals(object.subarray(0, 1_000))).toBe(true);
      break;
    }
  });

  it("reads the body of an error in chunks that arrive one by one", async () => {
    const message =
      "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n<Error>\r\nA\r\n1234567890\r\n0\r\n\r\n";
    const { get, connections, requested } = await start(async (socket) => {
      for (const byte of message) {
        socket.write(byte);
        await wait(1);
      }
    });
    for (let count = 0; count < 2; count++) {
      const { statusCode, body } = await get();
      expect([statusCode, (await collect(body)).toString()]).toEqual([404, "<Error>1234567890"]);
    }
    expect([connections.size, requested]).toEqual([1, []]);
  });

  it("uses no connection that sent more than its response or was closed by the server", async () => {
    const { get, connections } = await start((socket, path) => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      if (path.startsWith("/more")) socket.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad");
      else socket.end();
    });
    for (const path of ["/more", "/closed", "/more"]) {
      expect((await collect((await get(path)).body)).toString()).toBe("ok");
      await wait(20);
    }
    expect(connections.size).toBe(3);
  });

  it.each([0, 1_000_000])("fails when the connection ends after %i bytes of the body", async (count) => {
    const { get } = await start((socket) => socket.end(Buffer.concat([Buffer.from(ok), object.subarray(0, count)])));
    await expect(collect((await get()).body)).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  it("fails when the connection ends before the response, or cannot be opened", async () => {
    const { get } = await start((socket) => socket.destroy());
    await expect(get()).rejects.toMatchObject({ code: "ECONNRESET" });
    await expect(get("/object", { port: 1 })).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("fails when no response arrives in time", async () => {
    const { get } = await start(() => undefined, { connectMs: 5_000, responseMs: 50 });
    await expect(get()).rejects.toMatchObject({ name: "TimeoutError", message: "no response after 50 ms" });
  });
});

describe.skipIf(certificate === undefined)("readHandler over TLS (skipped without openssl)", () => {
  it.each([0, 5])("reads bodies over one connection with a reader that pauses for %i ms", async (pauseMs) => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    onTestFinished(() => void vi.unstubAllEnvs());
    const { get, connections, requested } = await start(sendObject, undefined, true);
    for (let count = 0; count < 2; count++) {
      expect((await collect((await get()).body, pauseMs)).equals(object)).toBe(true);
    }
    expect([connections.size, requested]).toEqual([1, []]);
  });

  it("refuses a certificate that it cannot verify, and a server without TLS", async () => {
    const secure = await start(sendObject, undefined, true);
    await expect(secure.get()).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    const plain = await start(sendObject);
    await expect(plain.get("/object", { protocol: "https:" })).rejects.toMatchObject({
      code: expect.stringMatching(/^(EPROTO|ERR_SSL)/),
    });
  });
});

describe("readHandler aborts", () => {
  it("before, during and after a response, and leaves other requests alone", async () => {
    const { get } = await start((socket, path) => {
      if (path.startsWith("/half")) socket.write(Buffer.concat([Buffer.from(ok), object.subarray(0, 1_000_000)]));
      else if (!path.startsWith("/never")) sendObject(socket, path);
    });
    await expect(get("/object", {}, { abortSignal: AbortSignal.abort() })).rejects.toThrow("Request aborted");
    const abort = new AbortController();
    const options = { abortSignal: abort.signal };
    const done = await get("/object", {}, options);
    await collect(done.body);
    const [never, half, other] = [get("/never", {}, options), await get("/half", {}, options), await get()];
    setTimeout(() => abort.abort(), 20);
    await expect(never).rejects.toMatchObject({ name: "AbortError" });
    await expect(collect(half.body)).rejects.toMatchObject({ name: "AbortError" });
    expect((await collect(other.body)).equals(object)).toBe(true);
  });

  it("closes the connection of a body that is not read to its end", async () => {
    const { get, connections } = await start(sendObject);
    for await (const chunk of (await get()).body) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect((await collect((await get()).body)).equals(object)).toBe(true);
    expect(connections.size).toBe(2);
  });
});

describe("readHandler uses the fallback for", () => {
  it("requests beyond sixteen at the same time, until one of those ends", async () => {
    const { get, requested, connections } = await start(sendObject);
    const responses = await Promise.all(Array.from({ length: 20 }, () => get()));
    expect([connections.size, requested.length]).toEqual([16, 4]);
    await Promise.all(responses.map(({ body }) => body && collect(body)));
    await collect((await get()).body);
    expect([connections.size, requested.length]).toEqual([16, 4]);
  });

  it.each([
    { method: "PUT" },
    { query: { "x-id": "GetObject", versionId: "1" } },
    { query: {} },
    { path: "/a b" },
    { headers: { "if-match": "a\r\nx: y" } },
  ])("requests with %j", async (change) => {
    const { get, connections } = await start(sendObject);
    expect((await get("/object", change)).statusCode).toBe(299);
    expect(connections.size).toBe(0);
  });

  it.each([
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\nx\r\nok\r\n0\r\n\r\n",
    "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nok\r\n0\r\n\r\n",
    "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nHTTP/1.1 200 OK",
    "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n folded: x\r\n\r\nok",
    "HTTP/1.1 200 OK\r\n\r\nok",
    "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    "J\0\0\0\n8.0.36",
    `HTTP/1.1 200 OK\r\nx: ${"x".repeat(20_000)}`,
  ])("responses that it does not understand: %j", async (message) => {
    const { get, requested } = await start((socket) => void socket.write(message));
    expect((await get("/object")).statusCode).toBe(299);
    expect((await get("/next")).statusCode).toBe(299);
    expect(requested).toEqual(["/object", "/next"]);
  });
});

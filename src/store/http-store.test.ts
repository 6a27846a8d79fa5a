import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { AccessError, FailedError, NotFoundError, TimeoutError } from "../core/errors.js";
import { type HttpStore, httpStore } from "./http-store.js";

const body = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, index) => index & 255));

describe("httpStore", () => {
  it("reads files and ranges, and returns their size and version", async () => {
    const { store, requests } = await serving(files());
    expect(Buffer.compare(await store.read("a.bin"), body)).toBe(0);
    expect(await store.stat("a.bin")).toEqual({ key: "a.bin", size: body.length, version: "v1" });
    expect(await joined(store.readChunks("a.bin", { start: 10, end: 20, version: "v1" }))).toEqual(
      body.subarray(10, 20),
    );
    expect(requests.at(-1)).toBe("GET bytes=10-19");
    await expect(joined(store.readChunks("a.bin", { version: "v0" }))).rejects.toThrow(/has changed meanwhile/);
    expect(await store.stat("none")).toBeUndefined();
    await expect(store.read("none")).rejects.toThrow(NotFoundError);
    await expect(store.write("a", body)).rejects.toThrow(AccessError);
    await expect(store.swap("a", body, "v1")).rejects.toThrow(AccessError);
  });

  it("reads a range from a server that does not support ranges", async () => {
    const { store } = await serving(files({ ranges: false }));
    expect(await joined(store.readChunks("a.bin", { start: 100_000, end: 200_001 }))).toEqual(
      body.subarray(100_000, 200_001),
    );
  });

  it("does not read an unchanged file again", async () => {
    const { store, requests } = await serving(files());
    const first = await store.readIfChanged("a.bin", undefined);
    expect(first?.version).toBe("v1");
    requests.length = 0;
    expect(await store.readIfChanged("a.bin", "v1")).toBeUndefined();
    expect(requests).toEqual(["HEAD undefined"]);
    expect((await store.readIfChanged("a.bin", "v0"))?.bytes.length).toBe(body.length);
  });

  it("continues at the byte where a body was cut", async () => {
    const { store, requests } = await serving(files({ cutAt: 120_000, cuts: 2 }));
    expect(Buffer.compare(await store.read("a.bin"), body)).toBe(0);
    expect(requests.length).toBe(3);
    expect(requests[1]).toMatch(/^GET bytes=\d{5,}-/);
  });

  it("does not join the halves of two versions", async () => {
    let version = 0;
    const { store } = await serving(files({ cutAt: 120_000, cuts: 1, tag: () => `v${version++}` }));
    await expect(joined(store.readChunks("a.bin"))).rejects.toThrow(FailedError);
    const again = await serving(files({ cutAt: 120_000, cuts: 1, tag: () => `v${version++}` }));
    expect(Buffer.compare(await again.store.read("a.bin"), body)).toBe(0);
  });

  it("retries a busy server after the delay it requests, and fails on one that stops sending", async () => {
    let count = 0;
    const busy = await serving((_, response) => {
      count += 1;
      if (count < 3) response.writeHead(count === 1 ? 503 : 429, { "retry-after": "0" }).end();
      else response.end("x");
    });
    expect((await busy.store.read("a")).length).toBe(1);
    const still = await serving(
      (_, response) => void response.writeHead(200, { "content-length": "10" }).write("12"),
      150,
    );
    await expect(still.store.read("a")).rejects.toThrow(TimeoutError);
  });

  it("reads presigned URLs, which allow GET only, and never shows their signature", async () => {
    const { store, requests } = await serving((request, response) => {
      if (request.method === "HEAD") response.writeHead(403).end();
      else files()(request, response);
    });
    expect(await store.stat("a.bin")).toEqual({ key: "a.bin", size: body.length, version: "v1" });
    expect(Buffer.compare(await store.read("a.bin"), body)).toBe(0);
    expect(requests.slice(0, 2)).toEqual(["HEAD undefined", "GET bytes=0-0"]);
    expect(await store.readIfChanged("a.bin", "v1")).toBeUndefined();
    const { store: closed } = await serving((_, response) => void response.writeHead(403).end());
    for (const work of [closed.read("b?X-Amz-Signature=5ec"), closed.stat("b?X-Amz-Signature=5ec")]) {
      await expect(work).rejects.toThrow(/folder\/b is denied \(status 403\).*a link may have expired/);
    }
    const named = httpStore({ base: "http://me:5ec@127.0.0.1:1/" });
    const refusal: unknown = await named.read("a").catch((thrown: unknown) => thrown);
    expect((refusal as Error).message).toContain("127.0.0.1:1/a contains a name and password");
    expect(`${(refusal as Error).message}${named.name}`).not.toContain("5ec");
  });
});

interface FileOptions {
  readonly ranges?: boolean;
  readonly cutAt?: number;
  readonly cuts?: number;
  readonly tag?: () => string;
}

function files({ ranges = true, cutAt = 0, cuts = 0, tag = () => "v1" }: FileOptions = {}) {
  let left = cuts;
  return (request: IncomingMessage, response: ServerResponse): void => {
    const etag = `"${tag()}"`;
    if (request.url !== "/folder/a.bin") return void response.writeHead(404).end();
    if (request.headers["if-none-match"]?.includes(etag)) return void response.writeHead(304, { etag }).end();
    const [, from = "0", to = ""] = (ranges && /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "")) || [];
    const part = body.subarray(Number(from), to === "" ? body.length : Number(to) + 1);
    const isPart = ranges && request.headers.range !== undefined;
    response.writeHead(isPart ? 206 : 200, {
      etag,
      "content-length": part.length,
      ...(isPart && { "content-range": `bytes ${from}-${Number(from) + part.length - 1}/${body.length}` }),
    });
    if (request.method === "HEAD") return void response.end();
    if (left === 0) return void response.end(part);
    left -= 1;
    response.write(part.subarray(0, cutAt));
    setTimeout(() => response.destroy(), 50);
  };
}

async function serving(
  listener: (request: IncomingMessage, response: ServerResponse) => void,
  timeoutMs = 5_000,
): Promise<{ readonly store: HttpStore; readonly requests: string[] }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.headers.range}`);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/folder/`;
  return { store: httpStore({ base, timeoutMs, retryDelayMs: 1 }), requests };
}

async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

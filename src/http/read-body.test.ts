import { createHash, randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FailedError } from "../core/errors.js";
import { downloadFile } from "../store/download-file.js";
import { httpStore } from "../store/http-store.js";
import { temporaryFolder } from "../testing/make-notebook.js";
import { serveHttp } from "../testing/serve-http.js";
import { BodyReader } from "./read-body.js";

const serve = serveHttp();

const body = randomBytes(100_000);
const quick = { retryDelayMs: 1, retries: 2, timeoutMs: 2_000 };
const flipped = Buffer.from(body).fill(body.readUInt8(50_000) ^ 1, 50_000, 50_001);
const md5 = createHash("md5").update(body).digest("base64");
const getRange = ({ headers }: IncomingMessage): readonly [number, number] | undefined => {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? "") ?? [];
  return from === undefined ? undefined : [Number(from), to === "" ? body.length : Number(to) + 1];
};

/** Faults of a server whose file is `body`; each sends wrong bytes with a status of success. */
const faults: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>> = {
  "an empty body": (_, response) => response.writeHead(200, { etag: '"1"', "content-length": 0 }).end(),
  "a body shorter than its Content-Length": (_, response) => {
    response.writeHead(200, { "content-length": body.length }).write(body.subarray(0, 40_000));
    setTimeout(() => response.destroy(), 10);
  },
  "an HTML page": (_, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Sign in</title>"),
  "a flipped byte, with the MD5 of the file": (_, response) =>
    response.writeHead(200, { "content-md5": md5 }).end(flipped),
  "a flipped byte, with the SHA-256 of the file": (_, response) => {
    const digest = `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
    response.writeHead(200, { "repr-digest": digest }).end(flipped);
  },
  "status 206 that was not requested": (_, response) =>
    response.writeHead(206, { "content-range": `bytes 10-99/${body.length}` }).end(body.subarray(10, 100)),
};

describe("downloadFile", () => {
  it.each(Object.keys(faults))("rejects %s and leaves no file", async (fault) => {
    const origin = await serve((request, response) => faults[fault]?.(request, response));
    const folder = temporaryFolder();
    await expect(downloadFile(`${origin}/a.bin`, join(folder, "a.bin"), quick)).rejects.toThrow(/^downloadFile: /);
    expect(await readdir(folder)).toEqual([]);
  });

  it("recovers when a checksum is wrong once", async () => {
    let calls = 0;
    const origin = await serve((_, response) => {
      calls += 1;
      response.writeHead(200, { "content-md5": md5, etag: '"1"' }).end(calls === 1 ? flipped : body);
    });
    expect(await downloadFile(`${origin}/a.bin`, join(temporaryFolder(), "a.bin"), quick)).toBe(body.length);
    expect(calls).toBe(2);
  });
});

describe("BodyReader", () => {
  const read = async (origin: string, options: object): Promise<Uint8Array> =>
    new BodyReader(`${origin}/a.bin`, { ...quick, caller: "test", ...options }).bytes();

  it("takes a range from a server that does not support ranges, and stops reading there", async () => {
    const origin = await serve((_, response) => response.writeHead(200, { etag: '"1"' }).end(body));
    expect(Buffer.compare(await read(origin, { start: 10_000, end: 30_000 }), body.subarray(10_000, 30_000))).toBe(0);
    expect(Buffer.compare(await read(origin, { start: 90_000, end: 300_000 }), body.subarray(90_000))).toBe(0);
  });

  it.each([
    ["another start", (from: number, to: number) => [`bytes ${from + 1}-${to - 1}/${body.length}`, from + 1, to]],
    [
      "more bytes than its range",
      (from: number, to: number) => [`bytes ${from}-${to - 1}/${body.length}`, from, to + 9],
    ],
    ["another range than the body", (from: number, to: number) => [`bytes ${from}-${to - 9}/${body.length}`, from, to]],
    ["no Content-Range", (from: number, to: number) => ["", from, to]],
  ] as const)("rejects a part with %s", async (_, toResponse) => {
    const origin = await serve((request, response) => {
      const [range, from, to] = toResponse(...(getRange(request) as [number, number])) as [string, number, number];
      const part = body.subarray(from, to);
      response.writeHead(206, { ...(range && { "content-range": range }), "content-length": part.length }).end(part);
    });
    await expect(read(origin, { start: 10_000, end: 30_000 })).rejects.toThrow("status 206 with another range");
  });

  it("requests the rest when a server sends less than the range", async () => {
    const origin = await serve((request, response) => {
      const [from, to] = getRange(request) as [number, number];
      const end = Math.min(to, from + 7_000);
      const headers = { etag: '"1"', "content-range": `bytes ${from}-${end - 1}/${body.length}` };
      response.writeHead(206, headers).end(body.subarray(from, end));
    });
    expect(Buffer.compare(await read(origin, { start: 10_000, end: 30_000 }), body.subarray(10_000, 30_000))).toBe(0);
  });

  it("fails when a body that cannot start again has changed, or has no version to continue by", async () => {
    for (const tags of [
      ['"1"', '"2"'],
      [undefined, undefined],
    ]) {
      let calls = 0;
      const origin = await serve((request, response) => {
        const [from, to] = getRange(request) ?? [0, body.length];
        const etag = tags[calls] === undefined ? {} : { etag: tags[calls] };
        calls += 1;
        const range = { "content-range": `bytes ${from}-${to - 1}/${body.length}` };
        response.writeHead(from > 0 ? 206 : 200, { ...etag, ...(from > 0 && range), "content-length": to - from });
        response.write(body.subarray(from, from + 40_000));
        setTimeout(() => response.destroy(), 10);
      });
      await expect(read(origin, {})).rejects.toThrow(FailedError);
    }
  });

  it("returns nothing for a range after the end, and for an empty one", async () => {
    let calls = 0;
    const origin = await serve((_, response) => {
      calls += 1;
      response.writeHead(416, { "content-range": `bytes */${body.length}` }).end();
    });
    expect((await read(origin, { start: body.length, end: body.length + 10 })).length).toBe(0);
    expect((await read(origin, { start: 5, end: 5 })).length).toBe(0);
    expect(calls).toBe(1);
  });
});

describe("httpStore", () => {
  it("rejects a body that is not the version or size that was announced", async () => {
    const origin = await serve((request, response) => {
      if (request.method === "HEAD") response.writeHead(200, { etag: '"1"', "content-length": body.length }).end();
      else response.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in</html>");
    });
    const store = httpStore({ base: `${origin}/`, ...quick });
    const { version = "" } = (await store.stat("a.csv")) ?? {};
    const chunks = store.readChunks("a.csv", { version });
    await expect(chunks[Symbol.asyncIterator]().next()).rejects.toThrow("has changed meanwhile");
    await expect(store.read("a.csv")).rejects.toThrow("expected csv data");
  });
});

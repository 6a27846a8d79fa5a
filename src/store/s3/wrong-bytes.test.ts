import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EnvironmentError } from "../../core/errors.js";
import { temporaryFolder } from "../../testing/make-notebook.js";
import { serveHttp } from "../../testing/serve-http.js";
import { downloadObject } from "../download-object.js";
import { s3Store } from "./s3-store.js";

const serve = serveHttp();
const object = randomBytes(20_000_000);
const md5 = createHash("md5").update(object).digest("hex");

type Respond = (part: Buffer, range: readonly [number, number], response: ServerResponse) => void;

/** A service with one object of 20 MB whose responses to GET are those of `respond`. */
async function service(respond: Respond, tag = "1") {
  const headers = { etag: `"${tag}"`, "last-modified": "Sat, 21 Nov 2026 00:00:00 GMT" };
  const endpoint = await serve((request: IncomingMessage, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (request.method === "HEAD") return void response.writeHead(200, { "content-length": object.length }).end();
    const [, from = "0", to = ""] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? "") ?? [];
    const range = [Number(from), Math.min(to === "" ? object.length : Number(to) + 1, object.length)] as const;
    respond(object.subarray(...range), range, response);
  });
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  return s3Store({ bucket: "bucket", endpoint, credentials, retryDelayMs: 1, timeoutMs: 2_000 });
}

const sendRange: Respond = (part, [from, to], response) => {
  const contentRange = `bytes ${from}-${to - 1}/${object.length}`;
  response.writeHead(206, { "content-range": contentRange, "content-length": part.length }).end(part);
};
const flip = (part: Buffer): Buffer => Buffer.from(part).fill(part.readUInt8(7) ^ 1, 7, 8);

const faults: Readonly<Record<string, Respond>> = {
  "the complete object for a range": (_, __, response) =>
    response.writeHead(200, { "content-length": object.length }).end(object),
  "an empty body": (_, __, response) => response.writeHead(200, { "content-length": 0 }).end(),
  "more bytes than the range": (part, [from, to], response) => {
    const body = Buffer.concat([part, Buffer.from("0123456789")]);
    const contentRange = `bytes ${from}-${to - 1}/${object.length}`;
    response.writeHead(206, { "content-range": contentRange, "content-length": body.length }).end(body);
  },
  "more bytes than the range, without a length": (part, [from, to], response) => {
    response.writeHead(206, { "content-range": `bytes ${from}-${to - 1}/${object.length}` });
    response.write(part);
    response.end("0123456789");
  },
  "fewer bytes than the range": (part, [from, to], response) => {
    const body = part.subarray(0, -10);
    const contentRange = `bytes ${from}-${to - 1}/${object.length}`;
    response.writeHead(206, { "content-range": contentRange, "content-length": body.length }).end(body);
  },
  "another range": (_, [from, to], response) => {
    const body = object.subarray(from + 1, to);
    const contentRange = `bytes ${from + 1}-${to - 1}/${object.length}`;
    response.writeHead(206, { "content-range": contentRange, "content-length": body.length }).end(body);
  },
  "an HTML page": (_, __, response) => {
    response.removeHeader("etag");
    response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Sign in</title>");
  },
  "a range of another version": (part, range, response) => {
    response.setHeader("etag", '"2"');
    sendRange(part, range, response);
  },
};

describe("a service that sends", () => {
  it.each(Object.keys(faults))("%s: a download is an error and leaves no file", async (fault) => {
    const store = await service(faults[fault] as Respond);
    const folder = temporaryFolder();
    const download = downloadObject({ store, key: "x.bin" }, join(folder, "x.bin"));
    await expect(download).rejects.toMatchObject({ kind: expect.stringMatching(/^(environment|failed)$/) });
    expect(await readdir(folder)).toEqual([]);
  });

  it.each(Object.keys(faults))("%s: reading is an error", async (fault) => {
    const store = await service(faults[fault] as Respond);
    if (fault !== "a range of another version" && fault !== "the complete object for a range") {
      await expect(store.read("x.bin")).rejects.toThrow(/^s3Store: /);
    }
    const chunks = async (): Promise<number> => {
      let count = 0;
      for await (const chunk of store.readChunks("x.bin", { start: 10, end: 1_000, version: "1" }))
        count += chunk.length;
      return count;
    };
    await expect(chunks()).rejects.toThrow(/^s3Store: .*(invalid response|connection broke|changed meanwhile)/);
  });

  it("flipped bytes: reading and downloading are errors by the MD5 in the ETag", async () => {
    const store = await service((part, range, response) => sendRange(flip(part), range, response), md5);
    const folder = temporaryFolder();
    await expect(downloadObject({ store, key: "x.bin" }, join(folder, "x.bin"))).rejects.toThrow(
      /^downloadObject: .*wrong checksum: MD5 is [0-9a-f]{32}, expected/,
    );
    expect(await readdir(folder)).toEqual([]);
    await expect(store.read("x.bin")).rejects.toThrow(EnvironmentError);
    const all = async (): Promise<void> => {
      for await (const _ of store.readChunks("x.bin"));
    };
    await expect(all()).rejects.toThrow(/wrong checksum/);
  });

  it("right bytes after one wrong response: the download is right", async () => {
    let wrong = 3;
    const store = await service((part, range, response) => {
      wrong -= 1;
      const respond = wrong >= 0 ? Object.values(faults)[wrong] : undefined;
      (respond ?? sendRange)(part, range, response);
    }, md5);
    const path = join(temporaryFolder(), "x.bin");
    expect(await downloadObject({ store, key: "x.bin" }, path)).toBe(object.length);
    expect(Buffer.compare(await readFile(path), object)).toBe(0);
  });
});

import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { downloadFile } from "../store/download-file.js";
import { cuttingServer } from "../testing/cutting-server.js";
import { serveHttp } from "../testing/serve-http.js";
import { fetchBytes } from "./fetch-bytes.js";

const serve = serveHttp();

const quick = { retryDelayMs: 1, timeoutMs: 5_000 };
const body = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));

describe("fetchBytes", () => {
  it("continues a body that was cut, and requests only the rest", async () => {
    const ranges: (string | undefined)[] = [];
    const url = await serve(cuttingServer({ bytes: body, tag: '"a"' }, [70_000, 50_000], ranges));
    const found = await fetchBytes(url, quick);
    expect([Buffer.compare(found.bytes, body), found.requests, found.status]).toEqual([0, 3, 200]);
    expect(ranges[0]).toBeUndefined();
    const starts = ranges.slice(1).map((range) => Number(/\d+/.exec(range ?? "")?.[0]));
    expect(starts[0]).toBeGreaterThan(0);
    expect(starts[1]).toBeGreaterThan(starts[0] ?? 0);
  });

  it("starts again when the file has changed, and never joins two versions", async () => {
    const file = { bytes: body, tag: '"a"' };
    const listener = cuttingServer(file, [70_000], []);
    const url = await serve((request, response) => {
      if (request.headers.range !== undefined) Object.assign(file, { bytes: Buffer.alloc(90_000, 9), tag: '"b"' });
      listener(request, response);
    });
    const found = await fetchBytes(url, quick);
    expect([found.bytes.length, found.bytes[0], found.headers.get("etag")]).toEqual([90_000, 9, '"b"']);
  });

  it("starts again when the server has no validator", async () => {
    let calls = 0;
    const url = await serve((_, response) => {
      calls += 1;
      response.writeHead(200, { "content-length": body.length });
      if (calls > 1) return void response.end(body);
      response.write(body.subarray(0, 50_000));
      setTimeout(() => response.destroy(), 10);
    });
    expect(Buffer.compare((await fetchBytes(url, quick)).bytes, body)).toBe(0);
    expect(calls).toBe(2);
  });

  it("does not append another range than it requested", async () => {
    let calls = 0;
    const url = await serve((request, response) => {
      calls += 1;
      if (calls === 2) response.writeHead(206, { etag: '"a"', "content-range": "bytes 0-4/200000" }).end("wrong");
      else cuttingServer({ bytes: body, tag: '"a"' }, calls === 1 ? [70_000] : [], [])(request, response);
    });
    expect(Buffer.compare((await fetchBytes(url, quick)).bytes, body)).toBe(0);
    expect(calls).toBe(3);
  });

  it("retains what has arrived over a 503", async () => {
    const ranges: (string | undefined)[] = [];
    const listener = cuttingServer({ bytes: body, tag: '"a"' }, [70_000], ranges);
    let calls = 0;
    const url = await serve((request, response) => {
      calls += 1;
      if (calls === 2) response.writeHead(503).end("later");
      else listener(request, response);
    });
    expect(Buffer.compare((await fetchBytes(url, quick)).bytes, body)).toBe(0);
    expect(ranges).toHaveLength(2);
    expect(ranges[1]).toMatch(/^bytes=[1-9]/);
  });

  it("shows no query, and rejects a URL with a password", async () => {
    const url = await serve((_request, response) => response.writeHead(403).end("no"));
    for (const get of [fetchBytes, (address: string) => downloadFile(address, join(tmpdir(), "never"))]) {
      const denied: unknown = await get(`${url}/file?key=very-secret`).catch((thrown: unknown) => thrown);
      expect((denied as Error).message).toContain("/file is denied (status 403): no");
      const named: unknown = await get("http://me:very-secret@127.0.0.1:1/file").catch((thrown: unknown) => thrown);
      expect((named as Error).message).toContain("the URL http://127.0.0.1:1/file contains a name and password");
      expect(`${(denied as Error).stack}${(named as Error).stack}`).not.toContain("very-secret");
    }
  });

  it("names the caller, the tries and the reason", async () => {
    const url = await serve((_request, response) => response.writeHead(503).end());
    await expect(fetchBytes(url, { ...quick, retries: 2, caller: "socrata" })).rejects.toThrow(
      `socrata: cannot read ${url} (3 tries): status 503; check the network or try again later`,
    );
  });
});

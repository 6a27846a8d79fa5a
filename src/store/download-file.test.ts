import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serveHttp } from "../testing/serve-http.js";
import { downloadFile } from "./download-file.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "download-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const start = serveHttp();
const serve = async (listener: Parameters<typeof start>[0]): Promise<string> => `${await start(listener)}/file`;
const quick = { retryDelayMs: 1, timeoutMs: 2_000 };

describe("downloadFile", () => {
  it("saves the bytes and reports progress", async () => {
    const body = Buffer.alloc(300_000, 7);
    const url = await serve((_request, response) => response.setHeader("content-length", body.length).end(body));
    const seen: [number, number | undefined][] = [];
    const path = join(folder, "deep", "file.bin");
    expect(await downloadFile(url, path, { ...quick, onProgress: (...step) => seen.push(step) })).toBe(300_000);
    expect(await readFile(path)).toEqual(body);
    expect(seen.at(-1)).toEqual([300_000, 300_000]);
  });

  it("retries after a 503 and a broken connection", async () => {
    let calls = 0;
    const url = await serve((request, response) => {
      calls += 1;
      if (calls === 1) response.writeHead(503).end();
      else if (calls === 2) request.socket.destroy();
      else response.end("whole");
    });
    await downloadFile(url, join(folder, "file"), quick);
    expect(await readFile(join(folder, "file"), "utf8")).toBe("whole");
    expect(calls).toBe(3);
  });

  it("preserves the old file and leaves no partial one when the body is cut", async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("only this");
      setTimeout(() => response.destroy(), 20);
    });
    const path = join(folder, "file");
    await writeFile(path, "old");
    await expect(downloadFile(url, path, { ...quick, retries: 1 })).rejects.toThrow(/cannot read .* \(2 tries\)/);
    expect(await readFile(path, "utf8")).toBe("old");
    expect(await readdir(folder)).toEqual(["file"]);
  });

  it("continues where it was cut: within a call, and with `resume` in the next call", async () => {
    const body = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 253));
    const ranges: (string | undefined)[] = [];
    let tag = '"a"';
    let cuts = 3;
    const url = await serve((request, response) => {
      const { range } = request.headers;
      ranges.push(range);
      const from = request.headers["if-range"] === tag ? Number(/\d+/.exec(range ?? "")?.[0] ?? 0) : 0;
      const part = body.subarray(from);
      const contentRange = { "content-range": `bytes ${from}-${body.length - 1}/${body.length}` };
      response.writeHead(from > 0 ? 206 : 200, {
        etag: tag,
        "content-length": part.length,
        ...(from > 0 && contentRange),
      });
      if (cuts-- <= 0) return void response.end(part);
      response.write(part.subarray(0, 80_000));
      setTimeout(() => response.destroy(), 20);
    });
    const path = join(folder, "file");
    await expect(downloadFile(url, path, { ...quick, retries: 0, resume: true })).rejects.toThrow("(1 try)");
    const left = await readdir(folder);
    expect(left.filter((name) => name.endsWith(".part"))).toHaveLength(1);
    await downloadFile(url, path, { ...quick, retries: 1, resume: true });
    expect(Buffer.compare(await readFile(path), body)).toBe(0);
    expect(await readdir(folder)).toEqual(["file"]);
    const starts = ranges.map((range) => Number(/\d+/.exec(range ?? "")?.[0] ?? 0));
    expect(starts).toHaveLength(4);
    expect([...starts].sort((one, other) => one - other)).toEqual(starts);
    expect(starts[3]).toBeGreaterThan(starts[1] ?? 0);

    cuts = 1;
    await expect(downloadFile(url, path, { ...quick, retries: 0, resume: true })).rejects.toThrow("(1 try)");
    tag = '"b"';
    await downloadFile(url, path, { ...quick, retries: 0, resume: true });
    expect(Buffer.compare(await readFile(path), body)).toBe(0);
  });

  it("waits as long as the server requests", async () => {
    let calls = 0;
    const url = await serve((_request, response) => {
      calls += 1;
      if (calls === 1) response.writeHead(429, { "retry-after": "1" }).end();
      else response.end("whole");
    });
    const begun = performance.now();
    await downloadFile(url, join(folder, "file"), quick);
    expect(performance.now() - begun).toBeGreaterThan(950);
  });

  it("fails when a server sends nothing", async () => {
    const url = await serve(() => undefined);
    await expect(downloadFile(url, join(folder, "file"), { retries: 0, timeoutMs: 100 })).rejects.toThrow(
      "(1 try): no response for 100 ms; check the network",
    );
  });

  it.each([
    [404, "does not exist (status 404)", "not-found"],
    [403, "is denied (status 403)", "access"],
  ])("does not retry after %i", async (status, message, kind) => {
    let calls = 0;
    const url = await serve((_request, response) => {
      calls += 1;
      response.writeHead(status).end();
    });
    await expect(downloadFile(url, join(folder, "file"), quick)).rejects.toMatchObject({
      kind,
      message: expect.stringContaining(message),
    });
    expect(calls).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it("reports that nothing listens at the address", async () => {
    await expect(
      downloadFile("http://127.0.0.1:9/file", join(folder, "file"), { ...quick, retries: 0 }),
    ).rejects.toThrow(/downloadFile: cannot read http:\/\/127.0.0.1:9\/file \(1 try\): .*; check the network/);
  });

  it("stops at once when its signal is aborted", async () => {
    const url = await serve(() => undefined);
    const stop = new AbortController();
    const download = downloadFile(url, join(folder, "file"), { signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await expect(download).rejects.toMatchObject({ kind: "interrupted" });
    expect(await readdir(folder)).toEqual([]);
  });
});

import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { fetchFiles } from "../sources/pull/fetch-files.js";
import { quickRetries } from "../testing/source-contract.js";
import { downloadFile } from "./download-file.js";
import { fetchBytes } from "./fetch-bytes.js";
import { fetchChanged } from "./fetch-changed.js";
import { fetchJson } from "./fetch-json.js";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<string> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

const body = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));

/** A server of one file that cuts bodies as told, knows ranges, and whose file can be changed. */
function cutting(file: { bytes: Buffer; tag: string }, cuts: number[], asked: (string | undefined)[]): RequestListener {
  return (request, response) => {
    const { range } = request.headers;
    asked.push(range);
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
    const isSame = request.headers["if-range"] === file.tag;
    const part = from > 0 && isSame ? file.bytes.subarray(from) : file.bytes;
    const headers = { etag: file.tag, "accept-ranges": "bytes", "content-length": part.length };
    if (from > 0 && isSame) {
      const place = `bytes ${from}-${file.bytes.length - 1}/${file.bytes.length}`;
      response.writeHead(206, { ...headers, "content-range": place });
    } else response.writeHead(200, headers);
    const cut = cuts.shift();
    if (cut === undefined) return void response.end(part);
    response.write(part.subarray(0, cut));
    setTimeout(() => response.destroy(), 10);
  };
}

describe("fetchBytes", () => {
  it("goes on where a body was cut, and asks for the rest only", async () => {
    const asked: (string | undefined)[] = [];
    const url = await serve(cutting({ bytes: body, tag: '"a"' }, [70_000, 50_000], asked));
    const found = await fetchBytes(url, quickRetries);
    expect([Buffer.compare(found.bytes, body), found.requests, found.status]).toEqual([0, 3, 200]);
    expect(asked[0]).toBeUndefined();
    const starts = asked.slice(1).map((range) => Number(/\d+/.exec(range ?? "")?.[0]));
    expect(starts[0]).toBeGreaterThan(0);
    expect(starts[1]).toBeGreaterThan(starts[0] ?? 0);
  });

  it("begins anew when the file has changed meanwhile, and never mixes two", async () => {
    const file = { bytes: body, tag: '"a"' };
    const answer = cutting(file, [70_000], []);
    const url = await serve((request, response) => {
      if (request.headers.range !== undefined) Object.assign(file, { bytes: Buffer.alloc(90_000, 9), tag: '"b"' });
      answer(request, response);
    });
    const found = await fetchBytes(url, quickRetries);
    expect([found.bytes.length, found.bytes[0], found.headers.get("etag")]).toEqual([90_000, 9, '"b"']);
  });

  it("does not put another part than it asked for behind what is there", async () => {
    let calls = 0;
    const url = await serve((_request, response) => {
      calls += 1;
      if (calls === 2) {
        response.writeHead(206, { etag: '"a"', "content-range": "bytes 0-4/200000" }).end("wrong");
      } else cutting({ bytes: body, tag: '"a"' }, calls === 1 ? [70_000] : [], [])(_request, response);
    });
    expect(Buffer.compare((await fetchBytes(url, quickRetries)).bytes, body)).toBe(0);
    expect(calls).toBe(3);
  });

  it("shows no key of a query and takes no password in an address", async () => {
    const url = await serve((_request, response) => response.writeHead(403).end("no"));
    for (const get of [fetchBytes, (address: string) => downloadFile(address, join(tmpdir(), "never"))]) {
      const refused: unknown = await get(`${url}/file?key=very-secret`).catch((thrown: unknown) => thrown);
      expect((refused as Error).message).toContain("/file refuse");
      const userless: unknown = await get("http://me:very-secret@127.0.0.1:1/file").catch((thrown: unknown) => thrown);
      expect((userless as Error).message).toContain("the address http://127.0.0.1:1/file has a name and password");
      expect(`${(refused as Error).stack}${(userless as Error).stack}`).not.toContain("very-secret");
    }
  });

  it("keeps what has come over a 503", async () => {
    const asked: (string | undefined)[] = [];
    const answer = cutting({ bytes: body, tag: '"a"' }, [70_000], asked);
    let calls = 0;
    const url = await serve((request, response) => {
      calls += 1;
      if (calls === 2) response.writeHead(503).end("later");
      else answer(request, response);
    });
    expect(Buffer.compare((await fetchBytes(url, quickRetries)).bytes, body)).toBe(0);
    expect(asked).toHaveLength(2);
    expect(asked[1]).toMatch(/^bytes=[1-9]/);
  });
});

describe("fetchChanged", () => {
  it("knows an unchanged file by its tag, its date, and else by its bytes", async () => {
    const marks = [{ etag: 'W/"7"' }, { "last-modified": "Sat, 21 Nov 2026 00:00:00 GMT" }, {}];
    for (const headers of marks) {
      const url = await serve((request, response) => {
        const tag = request.headers["if-none-match"] ?? request.headers["if-modified-since"];
        if (tag !== undefined && Object.values(headers).includes(tag)) response.writeHead(304).end();
        else response.writeHead(200, headers).end("text");
      });
      const first = await fetchChanged(url, null, quickRetries);
      expect(first).toMatchObject({ kind: "changed" });
      expect(await fetchChanged(url, first.watermark, quickRetries)).toMatchObject({ kind: "unchanged" });
      server?.close();
    }
  });
});

describe("fetchFiles", () => {
  it("asks one host for no more files at once than allowed, and keeps the order", async () => {
    let [now, most] = [0, 0];
    const url = await serve((request, response) => {
      now += 1;
      most = Math.max(most, now);
      setTimeout(() => {
        now -= 1;
        if (request.url === "/3") response.writeHead(404).end();
        else response.end(request.url);
      }, 20);
    });
    const addresses = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`f${index}`, `${url}/${index}`]));
    const options = { known: new Map(), log: () => undefined, quick: true };
    const found = await fetchFiles(addresses, options, { concurrency: 6, perHost: 3 });
    expect(most).toBe(3);
    expect([...found].map(([name, { state }]) => `${name} ${state}`)).toEqual([
      "f0 loaded",
      "f1 loaded",
      "f2 loaded",
      "f3 failed",
      "f4 loaded",
      "f5 loaded",
    ]);
    most = 0;
    await fetchFiles(addresses, options, { concurrency: 1 });
    expect(most).toBe(1);
    await expect(fetchFiles(addresses, options, { perHost: 0 })).rejects.toThrow("perHost must be");
  });
});

describe("fetchJson", () => {
  it("takes the encoding that the answer names, and replaces no byte that is not in it", async () => {
    let type = "application/json; charset=iso-8859-1";
    const url = await serve((_request, response) =>
      response.setHeader("content-type", type).end(Buffer.from('["México"]', "latin1")),
    );
    expect((await fetchJson(url, quickRetries)).value).toEqual(["México"]);
    type = "application/json";
    await expect(fetchJson(url, quickRetries)).rejects.toThrow("bytes that are not utf-8");
  });
});

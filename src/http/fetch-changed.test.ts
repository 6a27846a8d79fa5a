import { expect, it } from "vitest";
import { serveHttp } from "../testing/serve-http.js";
import { fetchChanged } from "./fetch-changed.js";

const serve = serveHttp();

it.each([[{ etag: 'W/"7"' }], [{ "last-modified": "Sat, 21 Nov 2026 00:00:00 GMT" }], [{}]])(
  "fetchChanged recognizes an unchanged file by %j, else by its bytes",
  async (headers: Record<string, string>) => {
    const url = await serve((request, response) => {
      const tag = request.headers["if-none-match"] ?? request.headers["if-modified-since"];
      if (tag !== undefined && Object.values(headers).includes(tag)) response.writeHead(304).end();
      else response.writeHead(200, headers).end("text");
    });
    const first = await fetchChanged(url, null, { retryDelayMs: 1 });
    expect(first).toMatchObject({ kind: "changed" });
    expect(await fetchChanged(url, first.watermark, { retryDelayMs: 1 })).toMatchObject({ kind: "unchanged" });
  },
);

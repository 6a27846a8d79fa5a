import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { serveHttp } from "../../testing/serve-http.js";
import { quickRetries, type Service, sourceContract } from "../../testing/source-contract.js";
import { csvFile } from "./csv-file.js";

const mirror = process.env.CUADERNO_DATA_MIRROR;
const serve = serveHttp();
const table = schema(
  "areas",
  { id: column.integer(), name: column.string({ nullable: true }), value: column.number({ nullable: true }) },
  { key: ["id"] },
);

const csvService =
  (header: string): Service =>
  (_request, response, rows) => {
    const lines = rows.map(({ id, name, value }) => `${id},${name ?? ""},${value ?? ""}`);
    response.end(Buffer.from(`${header}\r\n${lines.join("\r\n")}\r\n`, "latin1"));
  };

sourceContract("csvFile", {
  service: csvService("id,name,value"),
  drifted: csvService("id,name,amount"),
  source: (base) => csvFile({ url: `${base}/areas.csv`, schema: table, ...quickRetries }),
});

describe("csvFile", () => {
  it("reads a table from a zip archive, and from a gzip file", async () => {
    const text = new TextEncoder().encode("id,name,value\n1,Álamo,2\n");
    const bodies = [Buffer.from(zipSync({ "notes.txt": text, "data/areas.csv": text })), gzipSync(text)];
    const url = await serve((request, response) => response.end(bodies[request.url === "/areas.zip" ? 0 : 1]));
    const sources = [
      csvFile({ url: `${url}/areas.zip`, entry: ".csv", schema: table, ...quickRetries }),
      csvFile({ url: `${url}/areas.csv.gz`, schema: table, ...quickRetries }),
    ];
    for (const source of sources) {
      const found = await source.fetch();
      expect(found.kind === "rows" ? found.frame.rows() : []).toEqual([[1, "Álamo", 2]]);
      expect(await source.fetch({ watermark: found.watermark })).toMatchObject({ kind: "unchanged" });
    }
    const wrong = csvFile({ url: `${url}/areas.zip`, entry: "rain.csv", schema: table, ...quickRetries });
    await expect(wrong.fetch()).rejects.toThrow('ends in "rain.csv"; found notes.txt, data/areas.csv');
  });

  it("is not sent again while its ETag is the same", async () => {
    const url = await serve((request, response) => {
      if (request.headers["if-none-match"] === '"v1"') return response.writeHead(304).end();
      return response.setHeader("etag", '"v1"').end("id,name,value\n1,a,2\n");
    });
    const source = csvFile({ url, schema: table, ...quickRetries });
    const first = await source.fetch();
    expect(first).toMatchObject({ kind: "rows", watermark: '"v1"' });
    expect(await source.fetch({ watermark: first.watermark })).toEqual({
      kind: "unchanged",
      watermark: '"v1"',
      requests: 1,
    });
  });

  it.skipIf(mirror === undefined)(
    "reads the published market shares as their publisher sends them (CUADERNO_DATA_MIRROR is unset when skipped)",
    async () => {
      const bytes = readFileSync(join(mirror ?? "", "telecom", "TD_MARKET_SHARE_INTMOVIL_ITE_VA.csv"));
      const url = await serve((_request, response) => response.end(bytes));
      const share = schema("share", {
        group: column.category({ source: "GRUPO" }),
        share: column.number({ source: "MARKET_SHARE", percent: true }),
      });
      const found = await csvFile({ url, schema: share, csv: { extra: "ignore" }, ...quickRetries }).fetch();
      expect(found.kind === "rows" ? found.frame.height : 0).toBe(3_123);
    },
  );
});

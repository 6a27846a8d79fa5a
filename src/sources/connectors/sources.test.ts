import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { afterEach, describe, expect, it } from "vitest";
import { dataset } from "../../datasets/dataset.js";
import { memoryStore } from "../../store/memory-store.js";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { impatient, type Service, type SourceRow, sourceContract, sourceRows } from "../../testing/source-contract.js";
import { pullInto } from "../pull/pull-into.js";
import { pullTables } from "../pull/pull-tables.js";
import { csvFile } from "./csv-file.js";
import { dataBank } from "./data-bank.js";
import { socrata } from "./socrata.js";
import { worldBank } from "./world-bank.js";

const mirror = process.env.CUADERNO_DATA_MIRROR;
const table = schema(
  "areas",
  { id: column.integer(), name: column.string({ nullable: true }), value: column.number({ nullable: true }) },
  { key: ["id"] },
);
const query = (request: IncomingMessage): URLSearchParams => new URL(request.url ?? "", "http://host").searchParams;
const json = (response: ServerResponse, value: unknown): void =>
  void response.setHeader("content-type", "application/json").end(JSON.stringify(value));
const renamed = (rows: readonly object[]): readonly object[] =>
  rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name === "value" ? "amount" : name, value])),
  );

/** Gives at most 1,000 rows whatever is asked, leaves empty fields out, writes numbers as text, names the fields in a header. */
const socrataService =
  (fields: readonly string[], change: (rows: readonly object[]) => readonly object[] = (rows) => rows): Service =>
  (request, response, rows) => {
    const asked = query(request);
    const newer = /updated > '(\d+)'/.exec(asked.get("$where") ?? "")?.[1];
    const wanted = newer === undefined ? rows : rows.filter(({ id }) => id > Number(newer));
    if (asked.get("$select")?.startsWith("count(")) return json(response, [{ count: String(wanted.length) }]);
    const start = Number(asked.get("$offset"));
    const page = change(wanted.slice(start, start + Math.min(Number(asked.get("$limit")), 1_000)));
    const plain = page.map((row) =>
      Object.fromEntries(
        Object.entries(row).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
      ),
    );
    response.setHeader("x-soda2-fields", JSON.stringify(fields));
    return json(
      response,
      plain.map((row) => ({ ...row, updated: String(row.id) })),
    );
  };

sourceContract("socrata", {
  service: socrataService(["id", "name", "value"]),
  drifted: socrataService(["id", "name", "amount"], renamed),
  source: (base) => socrata({ domain: base, dataset: "ijzp-q8t2", schema: table, pageSize: 2_000, ...impatient }),
});

const dataBankService =
  (change: (rows: readonly object[]) => readonly object[] = (rows) => rows): Service =>
  (request, response, rows) => {
    const skip = Number(query(request).get("skip"));
    const value = change(rows.slice(skip, skip + 1_000)).map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cell === null ? null : String(cell)])),
    );
    json(response, { count: rows.length, value });
  };

sourceContract("dataBank", {
  service: dataBankService(),
  drifted: dataBankService(renamed),
  source: (base) => dataBank({ base, database: "WB_WDI", indicator: "WB_WDI_X", schema: table, ...impatient }),
});

const worldBankService =
  (change: (rows: readonly object[]) => readonly object[] = (rows) => rows): Service =>
  (request, response, rows) => {
    const page = Number(query(request).get("page"));
    const size = Number(query(request).get("per_page"));
    const head = { page, pages: Math.ceil(rows.length / size), per_page: size, total: rows.length };
    const nested = change(rows.slice((page - 1) * size, page * size)).map((row) => {
      const { name, ...rest } = row as SourceRow;
      return { ...rest, country: { id: "x", value: name } };
    });
    json(response, [head, nested]);
  };

sourceContract("worldBank", {
  service: worldBankService(),
  drifted: worldBankService(renamed),
  source: (base) => {
    const nested = schema("areas", {
      ...table.columns,
      name: column.string({ source: "country.value", nullable: true }),
    });
    return worldBank({ base, indicator: "SP.DYN.LE00.IN", schema: nested, ...impatient });
  },
});

const csvService =
  (header: string): Service =>
  (_request, response, rows) => {
    const lines = rows.map(({ id, name, value }) => `${id},${name ?? ""},${value ?? ""}`);
    response.end(Buffer.from(`${header}\r\n${lines.join("\r\n")}\r\n`, "latin1"));
  };

sourceContract("csvFile", {
  service: csvService("id,name,value"),
  drifted: csvService("id,name,amount"),
  source: (base) => csvFile({ url: `${base}/areas.csv`, schema: table, ...impatient }),
});

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

describe("socrata", () => {
  const quiet = { schema: table, dataset: "ijzp-q8t2", ...impatient };

  it("sends the token as a header and never shows it", async () => {
    const seen: (string | string[] | undefined)[] = [];
    const domain = await serve((request, response) => {
      seen.push(request.headers["x-app-token"], request.url);
      response.writeHead(403).end("no");
    });
    const source = socrata({ ...quiet, domain, token: "very-secret", where: "id > 5" });
    const error: unknown = await source.fetch().catch((thrown: unknown) => thrown);
    expect(seen[0]).toBe("very-secret");
    expect(decodeURIComponent(String(seen[1])).replaceAll("+", " ")).toContain("$where=(id > 5)");
    expect(`${(error as Error).stack}${source.name}`).not.toContain("very-secret");
  });

  it("refuses a table that ends before its own count, and an identifier that is none", async () => {
    const domain = await serve((request, response) =>
      query(request).get("$select")?.startsWith("count(") ? json(response, [{ count: "9" }]) : json(response, []),
    );
    await expect(socrata({ ...quiet, domain }).fetch()).rejects.toThrow("has 9 rows and stops after 0");
    expect(() => socrata({ ...quiet, domain, dataset: "crimes" })).toThrow("no identifier like ijzp-q8t2");
  });

  it("fills a dataset, then brings only what is newer, and nothing when nothing is", async () => {
    // The ids are watermarks here, and watermarks are compared as texts: they keep one number of digits.
    let rows = sourceRows.slice(1_000, 1_500);
    const domain = await serve((request, response) => socrataService(["id", "name", "value"])(request, response, rows));
    let time = 0;
    const now = (): Date => {
      time += 1;
      return new Date(time);
    };
    const target = dataset(memoryStore(), table, { now, newId: () => `n${time}` });
    const source = socrata({ ...quiet, domain, watermarkField: "updated", where: "id >= 0" });
    expect(await pullInto(target, source)).toMatchObject({ kind: "rows", watermark: "1499" });
    expect(await pullInto(target, source)).toMatchObject({ kind: "unchanged", watermark: "1499" });
    rows = sourceRows.slice(1_000, 1_600);
    const result = await pullInto(target, source);
    expect(result.kind === "rows" ? result.frame.height : 0).toBe(100);
    expect((await target.read()).height).toBe(600);
    expect(await target.manifest()).toMatchObject({ number: 2, watermark: "1599", rows: 600 });
  });
});

describe("worldBank", () => {
  it("refuses what the service refuses in a good answer", async () => {
    const base = await serve((_request, response) =>
      json(response, [
        { message: [{ id: "120", key: "Invalid value", value: "The provided parameter value is not valid" }] },
      ]),
    );
    await expect(worldBank({ base, indicator: "NO", schema: table, ...impatient }).fetch()).rejects.toThrow(
      /refuses: .*The provided parameter value is not valid/,
    );
  });
});

describe("dataBank", () => {
  it.skipIf(mirror === undefined)(
    "reads the documented form of its pages, with its gaps (CUADERNO_DATA_MIRROR is unset when skipped)",
    async () => {
      const read = (name: string): string => readFileSync(join(mirror ?? "", "worldbank", "reshaped", name), "utf8");
      const { value } = JSON.parse(read("WB_ESG.page1.json")) as { value: Record<string, unknown>[] };
      const all = [...value, ...value.slice(0, 500)];
      const base = await serve((request, response) => {
        const skip = Number(query(request).get("skip"));
        json(response, { count: all.length, value: all.slice(skip, skip + 1_000) });
      });
      const observations = schema("observations", {
        area: column.string({ source: "REF_AREA" }),
        year: column.datetime({ source: "TIME_PERIOD", format: "%Y" }),
        value: column.number({ source: "OBS_VALUE", nullable: true }),
      });
      const found = await dataBank({ base, database: "WB_ESG", schema: observations, ...impatient }).fetch();
      expect(found.kind === "rows" ? [found.frame.height, found.requests] : []).toEqual([1_500, 2]);
    },
  );
});

describe("a source without a tag of its own", () => {
  const rows = [{ id: 1, name: "a", value: 2 }];

  it("worldBank asks one page when nothing was updated, and all when something was", async () => {
    let updated = "2026-07-01";
    let pages = 0;
    const base = await serve((request, response) => {
      pages += 1;
      const number = Number(query(request).get("page"));
      json(response, [{ page: number, pages: 3, total: 3, lastupdated: updated }, rows]);
    });
    const source = worldBank({ base, indicator: "SP.DYN.LE00.IN", schema: table, pageSize: 1, ...impatient });
    const first = await source.fetch();
    expect([first.kind, first.watermark, pages]).toEqual(["rows", "2026-07-01 3", 3]);
    expect(await source.fetch({ watermark: first.watermark })).toMatchObject({ kind: "unchanged", requests: 1 });
    updated = "2026-08-01";
    expect(await source.fetch({ watermark: first.watermark })).toMatchObject({ kind: "rows", requests: 3 });
  });

  it("worldBank refuses pages of two updates", async () => {
    const base = await serve((request, response) => {
      const page = Number(query(request).get("page"));
      json(response, [{ page, pages: 2, total: 2, lastupdated: `2026-07-0${page}` }, rows]);
    });
    const source = worldBank({ base, indicator: "SP.DYN.LE00.IN", schema: table, pageSize: 1, ...impatient });
    await expect(source.fetch()).rejects.toThrow("was updated while it was read; ask again");
  });

  it("dataBank knows unchanged records by their hash", async () => {
    let value = "2";
    const base = await serve((_request, response) => json(response, { count: 1, value: [{ ...rows[0], value }] }));
    const source = dataBank({ base, database: "WB_WDI", schema: table, ...impatient });
    const first = await source.fetch();
    expect(await source.fetch({ watermark: first.watermark })).toMatchObject({ kind: "unchanged" });
    value = "3";
    expect(await source.fetch({ watermark: first.watermark })).toMatchObject({ kind: "rows" });
  });
});

describe("csvFile", () => {
  it("reads a table out of a zip archive, and a gzip file", async () => {
    const text = new TextEncoder().encode("id,name,value\n1,Álamo,2\n");
    const bodies = [Buffer.from(zipSync({ "notes.txt": text, "data/areas.csv": text })), gzipSync(text)];
    const url = await serve((request, response) => response.end(bodies[request.url === "/areas.zip" ? 0 : 1]));
    const sources = [
      csvFile({ url: `${url}/areas.zip`, entry: ".csv", schema: table, ...impatient }),
      csvFile({ url: `${url}/areas.csv.gz`, schema: table, ...impatient }),
    ];
    for (const source of sources) {
      const found = await source.fetch();
      expect(found.kind === "rows" ? found.frame.rows() : []).toEqual([[1, "Álamo", 2]]);
      expect(await source.fetch({ watermark: found.watermark })).toMatchObject({ kind: "unchanged" });
    }
    const wrong = csvFile({ url: `${url}/areas.zip`, entry: "rain.csv", schema: table, ...impatient });
    await expect(wrong.fetch()).rejects.toThrow('no file ending in "rain.csv"; it holds notes.txt, data/areas.csv');
  });

  it("is not sent again while its ETag stays", async () => {
    const url = await serve((request, response) => {
      if (request.headers["if-none-match"] === '"v1"') return response.writeHead(304).end();
      return response.setHeader("etag", '"v1"').end("id,name,value\n1,a,2\n");
    });
    const source = csvFile({ url, schema: table, ...impatient });
    const first = await source.fetch();
    expect(first).toMatchObject({ kind: "rows", watermark: '"v1"' });
    expect(await source.fetch({ watermark: first.watermark })).toEqual({
      kind: "unchanged",
      watermark: '"v1"',
      requests: 1,
    });
  });

  it.skipIf(mirror === undefined)(
    "reads the published index as its publisher sends it (CUADERNO_DATA_MIRROR is unset when skipped)",
    async () => {
      const bytes = readFileSync(join(mirror ?? "", "telecom", "TD_MARKET_SHARE_INTMOVIL_ITE_VA.csv"));
      const url = await serve((_request, response) => response.end(bytes));
      const share = schema("share", {
        group: column.category({ source: "GRUPO" }),
        share: column.number({ source: "MARKET_SHARE", percent: true }),
      });
      const found = await csvFile({ url, schema: share, csv: { extra: "ignore" }, ...impatient }).fetch();
      expect(found.kind === "rows" ? found.frame.height : 0).toBe(3_123);
    },
  );
});

describe("pullTables", () => {
  it("says what became of each table, and lets one failure be one failure", async () => {
    const base = await serve((request, response) => {
      if (request.url === "/good.csv") response.end("id,name,value\n1,a,2\n");
      else if (request.url === "/bad.csv") response.end("id,name,value\nx,a,2\n");
      else response.writeHead(404).end();
    });
    const of = (name: string) => csvFile({ url: `${base}/${name}.csv`, schema: table, ...impatient });
    const lines: string[] = [];
    const found = await pullTables(
      { bad: of("bad"), good: of("good"), gone: of("gone") },
      { log: (line) => lines.push(line) },
    );
    expect(found.map(({ name, state }) => [name, state])).toEqual([
      ["bad", "failed"],
      ["good", "loaded"],
      ["gone", "failed"],
    ]);
    expect(found[0]).toMatchObject({ reason: expect.stringContaining('column "id" line 2') as unknown });
    expect(lines).toContain("good: 1 rows");
    await expect(pullTables({}, { concurrency: 0 })).rejects.toThrow("from 1 on");
  });
});

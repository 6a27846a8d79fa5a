import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { dataset } from "../../datasets/dataset.js";
import { memoryStore } from "../../store/memory-store.js";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { sendJson, serveHttp } from "../../testing/serve-http.js";
import { quickRetries, type Service, sourceContract, sourceRows } from "../../testing/source-contract.js";
import { pullInto } from "../pull/pull-into.js";
import { socrata } from "./socrata.js";

const serve = serveHttp();
const table = schema(
  "areas",
  { id: column.integer(), name: column.string({ nullable: true }), value: column.number({ nullable: true }) },
  { key: ["id"] },
);
const query = (request: IncomingMessage): URLSearchParams => new URL(request.url ?? "", "http://host").searchParams;
const renamed = (rows: readonly object[]): readonly object[] =>
  rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name === "value" ? "amount" : name, value])),
  );

/** Returns at most 1,000 rows per page, leaves empty fields out, sends numbers as strings and the names of all fields in a header. */
const socrataService =
  (fields: readonly string[], change: (rows: readonly object[]) => readonly object[] = (rows) => rows): Service =>
  (request, response, rows) => {
    const parameters = query(request);
    const since = /updated >= '(\d+)'/.exec(parameters.get("$where") ?? "")?.[1];
    const found = since === undefined ? rows : rows.filter(({ id }) => id >= Number(since));
    if (parameters.get("$select")?.startsWith("count(")) return sendJson(response, [{ count: String(found.length) }]);
    const start = Number(parameters.get("$offset"));
    const page = change(found.slice(start, start + Math.min(Number(parameters.get("$limit")), 1_000)));
    const plain = page.map((row) =>
      Object.fromEntries(
        Object.entries(row).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
      ),
    );
    response.setHeader("x-soda2-fields", JSON.stringify(fields));
    return sendJson(
      response,
      plain.map((row) => ({ ...row, updated: String(row.id) })),
    );
  };

sourceContract("socrata", {
  service: socrataService(["id", "name", "value"]),
  drifted: socrataService(["id", "name", "amount"], renamed),
  source: (base) => socrata({ domain: base, dataset: "ijzp-q8t2", schema: table, pageSize: 2_000, ...quickRetries }),
});

describe("socrata", () => {
  const quiet = { schema: table, dataset: "ijzp-q8t2", ...quickRetries };

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

  it("rejects a table that ends before its own count, and an invalid identifier", async () => {
    const domain = await serve((request, response) =>
      query(request).get("$select")?.startsWith("count(")
        ? sendJson(response, [{ count: "9" }])
        : sendJson(response, []),
    );
    await expect(socrata({ ...quiet, domain }).fetch()).rejects.toThrow("has 9 rows, but its pages end after 0");
    expect(() => socrata({ ...quiet, domain, dataset: "crimes" })).toThrow(
      'expected an identifier like ijzp-q8t2, got "crimes"',
    );
  });

  it("fills a dataset, then fetches only what is newer, and nothing when nothing is", async () => {
    // The ids are watermarks here, and watermarks are compared as strings: all have the same number of digits.
    let rows = sourceRows.slice(1_000, 1_500);
    const domain = await serve((request, response) => socrataService(["id", "name", "value"])(request, response, rows));
    let time = 0;
    const now = (): Date => {
      time += 1;
      return new Date(time);
    };
    const target = dataset(memoryStore(), table, { now, newId: () => `n${time}` });
    const source = socrata({ ...quiet, domain, watermarkField: "updated", where: "id >= 0" });
    expect(await pullInto(target, source)).toMatchObject({ kind: "rows", watermark: expect.stringMatching(/^1499#/) });
    expect(await pullInto(target, source)).toMatchObject({
      kind: "unchanged",
      watermark: expect.stringMatching(/^1499#/),
    });
    rows = sourceRows.slice(1_000, 1_600);
    const result = await pullInto(target, source);
    expect(result.kind === "rows" ? result.frame.height : 0).toBe(100);
    expect((await target.read()).height).toBe(600);
    expect(await target.manifest()).toMatchObject({ number: 2, watermark: expect.stringMatching(/^1599#/), rows: 600 });
  });

  it("returns late records of the watermark's second once", async () => {
    const record = (id: number, updated: string): object => ({ id: String(id), updated });
    let rows = [record(1, "2026-01-01T10:00:00"), record(2, "2026-01-01T10:00:01")];
    const domain = await serve((request, response) => {
      const since = /updated >= '([^']+)'/.exec(query(request).get("$where") ?? "")?.[1] ?? "";
      const found = rows.filter((row) => (row as { updated: string }).updated >= since);
      const isCount = query(request).get("$select")?.startsWith("count(");
      sendJson(response, isCount ? [{ count: String(found.length) }] : found);
    });
    const ids = schema("ids", { id: column.integer() });
    const source = socrata({ ...quiet, schema: ids, domain, watermarkField: "updated" });
    const first = await source.fetch();
    rows = [...rows, record(3, "2026-01-01T10:00:01"), record(4, "2026-01-01T10:00:05")];
    const second = await source.fetch({ watermark: first.watermark });
    expect(second.kind === "rows" ? second.frame.getColumn("id").toArray() : []).toEqual([3, 4]);
    expect((await source.fetch({ watermark: second.watermark })).kind).toBe("unchanged");
  });

  it("rejects an unknown option", () => {
    expect(() => socrata({ ...quiet, base: "data.cityofchicago.org" } as never)).toThrow(
      'socrata: unknown option "base"; expected one of domain, dataset',
    );
  });
});

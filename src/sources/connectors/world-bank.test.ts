import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { sendJson, serveHttp } from "../../testing/serve-http.js";
import { quickRetries, type Service, type SourceRow, sourceContract } from "../../testing/source-contract.js";
import { worldBank } from "./world-bank.js";

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
const rows = [{ id: 1, name: "a", value: 2 }];

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
    sendJson(response, [head, nested]);
  };

sourceContract("worldBank", {
  service: worldBankService(),
  drifted: worldBankService(renamed),
  source: (base) => {
    const nested = schema("areas", {
      ...table.columns,
      name: column.string({ source: "country.value", nullable: true }),
    });
    return worldBank({ base, indicator: "SP.DYN.LE00.IN", schema: nested, ...quickRetries });
  },
});

describe("worldBank", () => {
  it("rejects an error that the service reports with status 200", async () => {
    const base = await serve((_request, response) =>
      sendJson(response, [
        { message: [{ id: "120", key: "Invalid value", value: "The provided parameter value is not valid" }] },
      ]),
    );
    await expect(worldBank({ base, indicator: "NO", schema: table, ...quickRetries }).fetch()).rejects.toThrow(
      /reports an error: .*The provided parameter value is not valid/,
    );
  });

  it("requests one page when nothing was updated, and all when something was", async () => {
    let updated = "2026-07-01";
    let pages = 0;
    const base = await serve((request, response) => {
      pages += 1;
      const number = Number(query(request).get("page"));
      sendJson(response, [{ page: number, pages: 3, total: 3, lastupdated: updated }, rows]);
    });
    const source = worldBank({ base, indicator: "SP.DYN.LE00.IN", schema: table, pageSize: 1, ...quickRetries });
    const first = await source.fetch();
    expect([first.kind, first.watermark, pages]).toEqual(["rows", "2026-07-01 3", 3]);
    expect(await source.fetch({ watermark: first.watermark })).toMatchObject({ kind: "unchanged", requests: 1 });
    updated = "2026-08-01";
    expect(await source.fetch({ watermark: first.watermark })).toMatchObject({ kind: "rows", requests: 3 });
  });

  it("rejects pages of two updates", async () => {
    const base = await serve((request, response) => {
      const page = Number(query(request).get("page"));
      sendJson(response, [{ page, pages: 2, total: 2, lastupdated: `2026-07-0${page}` }, rows]);
    });
    const source = worldBank({ base, indicator: "SP.DYN.LE00.IN", schema: table, pageSize: 1, ...quickRetries });
    await expect(source.fetch()).rejects.toThrow("was updated between two pages; try again");
  });

  it("rejects an unknown option", () => {
    expect(() => worldBank({ indicator: "X", schema: table, years: "1990:2020" } as never)).toThrow(
      'worldBank: unknown option "years"; expected one of indicator',
    );
  });
});

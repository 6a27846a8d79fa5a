import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { sendJson, serveHttp } from "../../testing/serve-http.js";
import { quickRetries, type Service, sourceContract } from "../../testing/source-contract.js";
import { dataBank } from "./data-bank.js";

const mirror = process.env.CUADERNO_DATA_MIRROR;
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

const dataBankService =
  (change: (rows: readonly object[]) => readonly object[] = (rows) => rows): Service =>
  (request, response, rows) => {
    const skip = Number(query(request).get("skip"));
    const value = change(rows.slice(skip, skip + 1_000)).map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cell === null ? null : String(cell)])),
    );
    sendJson(response, { count: rows.length, value });
  };

sourceContract("dataBank", {
  service: dataBankService(),
  drifted: dataBankService(renamed),
  source: (base) => dataBank({ base, database: "WB_WDI", indicator: "WB_WDI_X", schema: table, ...quickRetries }),
});

describe("dataBank", () => {
  it.skipIf(mirror === undefined)(
    "reads pages in the documented form, with missing values (CUADERNO_DATA_MIRROR is unset when skipped)",
    async () => {
      const read = (name: string): string => readFileSync(join(mirror ?? "", "worldbank", "reshaped", name), "utf8");
      const { value } = JSON.parse(read("WB_ESG.page1.json")) as { value: Record<string, unknown>[] };
      const all = [...value, ...value.slice(0, 500)];
      const base = await serve((request, response) => {
        const skip = Number(query(request).get("skip"));
        sendJson(response, { count: all.length, value: all.slice(skip, skip + 1_000) });
      });
      const observations = schema("observations", {
        area: column.string({ source: "REF_AREA" }),
        year: column.datetime({ source: "TIME_PERIOD", format: "%Y" }),
        value: column.number({ source: "OBS_VALUE", nullable: true }),
      });
      const found = await dataBank({ base, database: "WB_ESG", schema: observations, ...quickRetries }).fetch();
      expect(found.kind === "rows" ? [found.frame.height, found.requests] : []).toEqual([1_500, 2]);
    },
  );

  it("recognizes unchanged records by their hash", async () => {
    let value = "2";
    const base = await serve((_request, response) =>
      sendJson(response, { count: 1, value: [{ id: 1, name: "a", value }] }),
    );
    const source = dataBank({ base, database: "WB_WDI", schema: table, ...quickRetries });
    const first = await source.fetch();
    expect(await source.fetch({ watermark: first.watermark })).toMatchObject({ kind: "unchanged" });
    value = "3";
    expect(await source.fetch({ watermark: first.watermark })).toMatchObject({ kind: "rows" });
  });

  it("rejects an unknown option, and a response without a count", async () => {
    expect(() => dataBank({ database: "WB_WDI", schema: table, filter: {} } as never)).toThrow(
      'dataBank: unknown option "filter"; did you mean "filters"?',
    );
    const base = await serve((_request, response) => sendJson(response, { value: [] }));
    await expect(dataBank({ base, database: "WB_WDI", schema: table, ...quickRetries }).fetch()).rejects.toThrow(
      /^dataBank: .*: expected the number of rows of WB_WDI as count, got undefined; try again later$/,
    );
  });
});

import { expect, it } from "vitest";
import type { SourceResult } from "../../sources/connectors/table-source.js";
import { sqlBatches } from "../../sources/sql/sql-batches.js";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import type { SqlDialect } from "./sql-dialect.js";
import { getFrame, type SqlSession } from "./sql-session.js";

/** Which rows a query returns: batches, bound parameters, watermarks. */
export function sqlRowsContract(session: SqlSession, dialect: SqlDialect): void {
  const { of, getFailure } = session;
  it("reads any number of rows in batches, as they are consumed", async () => {
    const sizes: number[] = [];
    let sum = 0;
    for await (const batch of sqlBatches({
      database: session.server.url,
      table: "many",
      batchRows: 20_000,
      ...session.impatient,
    })) {
      sizes.push(batch.height);
      sum += Number(batch.getColumn("quarter").sum());
    }
    expect(sizes.reduce((total, size) => total + size, 0)).toBe(45_000);
    expect(Math.max(...sizes)).toBe(20_000);
    expect(sum).toBe((45_000 * 45_001) / 8);
    for await (const batch of sqlBatches({
      database: session.server.url,
      table: "many",
      batchRows: 10,
      ...session.impatient,
    })) {
      expect(batch.height).toBe(10);
      break;
    }
  });

  it("reports a missing parameter, and takes no name in a query for a word on encryption", async () => {
    const query = `SELECT id FROM many WHERE id = ${dialect.placeholder}`;
    expect(await getFailure({ query })).toMatch(
      /(ArgumentError|SqlError): .*; pass one of parameters for each placeholder/,
    );
    expect(await getFailure({ query: "SELECT crossless FROM many" })).toMatch(/(ArgumentError|SqlError): .*crossless/);
  });

  it("binds parameters instead of inserting them into the query", async () => {
    const [first, second] = dialect.placeholder === "?" ? ["?", "?"] : ["$1", "$2"];
    const query = `SELECT id, name FROM many WHERE name = ${first} OR id > ${second} ORDER BY id`;
    const found = getFrame(await of({ query, parameters: ["row 7", 44_999] }).fetch());
    expect(found.rows()).toEqual([
      [7, "row 7"],
      [45_000, "row 45000"],
    ]);
    const hostile = getFrame(await of({ query, parameters: ["' OR 1=1 --", 45_000] }).fetch());
    expect(hostile.height).toBe(0);
  });

  it("returns only rows above the watermark of an earlier call", async () => {
    const query = "SELECT id, name FROM many WHERE id <= 44990";
    const first = await of({ query, watermarkField: "id" }).fetch();
    expect(first.watermark).toMatch(/^44990#[0-9a-f]{12}$/);
    const later = await of({ query: "SELECT id, name FROM many", watermarkField: "id" }).fetch({
      watermark: first.watermark,
    });
    expect(getFrame(later).height).toBe(10);
    expect(await of({ query, watermarkField: "id" }).fetch({ watermark: first.watermark })).toEqual({
      kind: "unchanged",
      watermark: first.watermark,
      requests: 1,
    });
  });

  it("returns late rows of the watermark's second once, also when rows are appended", async () => {
    await session.server.execute(...dialect.changes);
    const source = of({ table: "changes", watermarkField: "changed" });
    const ids = (result: SourceResult): unknown => getFrame(result).sort("id").getColumn("id").toArray();
    const first = await source.fetch();
    expect(ids(first)).toEqual([1, 2]);
    await session.server.execute(
      "INSERT INTO changes VALUES (3, TIMESTAMP '2026-01-01 10:00:01'), (4, TIMESTAMP '2026-01-01 10:00:02')",
    );
    const second = await source.fetch({ watermark: first.watermark });
    expect(ids(second)).toEqual([3, 4]);
    expect((await source.fetch({ watermark: second.watermark })).kind).toBe("unchanged");
    await session.server.execute("INSERT INTO changes VALUES (4, TIMESTAMP '2026-01-01 10:00:02')");
    expect(ids(await source.fetch({ watermark: second.watermark }))).toEqual([4]);
    const withoutTime = schema("changes", { id: column.integer() });
    const narrow = of({ table: "changes", watermarkField: "changed", schema: withoutTime, extra: "ignore" });
    expect(ids(await narrow.fetch({ watermark: first.watermark }))).toEqual([3, 4, 4]);
  });
}

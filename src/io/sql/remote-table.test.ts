import pl from "nodejs-polars";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { needsSail, sailPython } from "../../testing/find-spark.js";
import { type SparkServer, startSparkServer } from "../../testing/spark-server.js";
import { remoteTable } from "./remote-table.js";
import { sql } from "./sql.js";

describe("remoteTable", () => {
  it("reads nothing by itself, and rejects what sql could not read", async () => {
    expect(remoteTable({ database: "sc://127.0.0.1:1", table: "t" }).kind).toBe("remote-table");
    expect(() => remoteTable({ database: "sc://127.0.0.1:1", query: "drop table t" })).toThrow(
      /^remoteTable: expected a query that begins with SELECT, got "drop"/,
    );
    const trips = remoteTable({ database: "sc://127.0.0.1:1", table: "t", retries: 0 });
    await expect(sql({ trips })`from trips`).rejects.toThrow(
      /cannot connect to sc:\/\/127\.0\.0\.1:1 \(ECONNREFUSED\)/,
    );
  });

  describe.skipIf(sailPython === undefined)(`on Spark Connect ${needsSail}`, () => {
    let server: SparkServer;
    beforeAll(async () => {
      server = await startSparkServer("Sail", sailPython ?? "");
    });
    afterAll(() => server?.stop());

    it("joins with local frames, with the types of its schema", async () => {
      const query = "SELECT id % 3 AS zone, count(*) AS trips FROM range(3000000) GROUP BY id % 3";
      const counts = schema("trips", { zone: column.integer(), trips: column.integer() });
      const trips = remoteTable({ database: server.url, query, schema: counts });
      const zones = pl.DataFrame({ zone: [0, 1, 2], name: ["a", "b", "c"] });
      const found = await sql({ trips })`
        select name, trips from trips join ${zones} using (zone) where trips > ${10} order by name`;
      expect(found.rows()).toEqual([
        ["a", 1_000_000],
        ["b", 1_000_000],
        ["c", 1_000_000],
      ]);
    });

    it("has columns without rows", async () => {
      const none = remoteTable({ database: server.url, query: "SELECT id FROM range(3) WHERE id > 5" });
      expect((await sql({ none })`from none`).shape).toEqual({ height: 0, width: 1 });
    });
  });
});

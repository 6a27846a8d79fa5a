import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { needsSail, sailPython } from "../../testing/find-spark.js";
import { type SparkServer, startSparkServer } from "../../testing/spark-server.js";
import { readSql } from "../sql/read-sql.js";

describe.skipIf(sailPython === undefined)(`readSql on Spark Connect ${needsSail}`, () => {
  let server: SparkServer;
  beforeAll(async () => {
    server = await startSparkServer("Sail", sailPython ?? "");
  });
  afterAll(() => server?.stop());

  it("reads a query", async () => {
    const frame = await readSql({ database: server.url, query: "select 1 as one, ? as text", parameters: ["a'b"] });
    expect([frame.columns, frame.rows()]).toEqual([["one", "text"], [[1, "a'b"]]]);
  });

  it("finds the tables of the session", async () => {
    await server.execute("create table t (id bigint) using parquet", "insert into t values (1), (2)");
    const frame = await readSql({ database: server.url, table: "t" });
    expect(frame.rows().sort()).toEqual([[1], [2]]);
  });
});

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type AthenaServer, athenaMoto, startAthenaServer } from "../../testing/athena-server.js";
import { sqlContract } from "../../testing/sql-contract/sql-contract.js";
import type { SqlDialect } from "../../testing/sql-contract/sql-dialect.js";
import { readSql } from "../sql/read-sql.js";
import type { SqlProgress } from "../sql/sql-session.js";
import { sqlTable } from "../sql/sql-table.js";
import { athenaLiteral } from "./athena-literal.js";

const missing = athenaMoto.missing;
let server: AthenaServer;

beforeAll(async () => {
  if (missing !== undefined) return;
  server = await startAthenaServer();
  for (const [name, value] of Object.entries(server.environment)) vi.stubEnv(name, value);
}, 60_000);
afterAll(async () => {
  await server?.stop();
  vi.unstubAllEnvs();
});

const dialect: SqlDialect = {
  tables: [
    `CREATE TABLE kinds AS SELECT 9007199254740993 AS id, 12.50::DECIMAL(8,2) AS price,
      '12345678901234567890.0123456789'::DECIMAL(30,10) AS exact_price, 0.1::DOUBLE AS ratio, 0.5::FLOAT AS half, true AS is_open,
      7::TINYINT AS level, DATE '2020-02-29' AS day, TIMESTAMP '2021-03-04 05:06:07' AS at,
      TIMESTAMP '2021-03-04 05:06:07.123456' AS at_zone, 'b' AS kind, 'Ñandú' AS name, '' AS note
      UNION ALL SELECT -1, -0.01, 1, NULL, NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL`,
    "CREATE TABLE many AS SELECT n::INT AS id, n / 4 AS quarter, concat('row ', n) AS name FROM range(1, 45001) AS t(n)",
    "CREATE TABLE pictures AS SELECT 1 AS id, '\\x00\\xFF\\x10'::BLOB AS picture UNION ALL SELECT 2, NULL",
    "CREATE TABLE none (id INTEGER, day DATE)",
  ],
  placeholder: "?",
  changes: [
    "CREATE TABLE changes (id INTEGER, changed TIMESTAMP)",
    "INSERT INTO changes VALUES (1, TIMESTAMP '2026-01-01 10:00:00'), (2, TIMESTAMP '2026-01-01 10:00:01')",
  ],
  slow: () => "SELECT 1 AS slow",
  hasHost: false,
  hasUsers: false,
  isDurable: false,
};

sqlContract(
  {
    name: "Athena (moto, queries run by DuckDB)",
    missing,
    start: async () => ({ ...server, restart: async () => undefined, stop: async () => undefined }),
  },
  dialect,
);

describe.skipIf(missing !== undefined)(`Athena${missing === undefined ? "" : ` (${missing})`}`, () => {
  beforeAll(async () => {
    await server.execute("CREATE TABLE t AS SELECT n AS id FROM range(5) AS r(n)");
  });

  it("runs a SELECT as UNLOAD to Parquet, binds its values and removes the files", async () => {
    const query = "SELECT id, ? AS text FROM t WHERE id >= ?";
    const frame = await readSql({ database: server.url, query, parameters: ["it's; --", 3] });
    expect(frame.rows().sort()).toEqual([
      [3, "it's; --"],
      [4, "it's; --"],
    ]);
    expect(server.started.slice(-1)).toEqual([
      {
        query: expect.stringMatching(
          /^UNLOAD \(\nSELECT id, \? AS text FROM t WHERE id >= \?\n\) TO 's3:\/\/cuaderno-athena\/results\//,
        ),
        parameters: ["'it''s; --'", "3"],
      },
    ]);
    expect(await server.left()).toEqual([]);
  });

  it("reports the bytes that it scans, and stops a query beyond the limit", async () => {
    const seen: SqlProgress[] = [];
    const query = "SELECT * FROM t";
    await readSql({ database: server.url, query, onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toMatchObject({ state: "succeeded", bytesScanned: 1_000 });
    const before = server.stopped.length;
    const refused = readSql({ database: server.url, query: "SELECT 1 AS slow", maxBytesScanned: 999 });
    await expect(refused).rejects.toThrow(
      /^readSql: .*the query has scanned 1000 bytes, the limit is 999; select fewer columns or partitions, or raise maxBytesScanned$/,
    );
    expect(server.stopped).toHaveLength(before + 1);
  });

  it("shows the line of an error, without the UNLOAD around it", async () => {
    const failed = readSql({ database: server.url, query: "SELECT\n  nothing FROM t" });
    await expect(failed).rejects.toThrow(
      /COLUMN_NOT_FOUND: Column 'nothing' cannot be resolved \(line \d, column \d+\)\n/,
    );
  });

  it("stops the query on the service when it is aborted", async () => {
    const before = server.stopped.length;
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    const reading = sqlTable({ database: server.url, query: "SELECT 1 AS slow" }).fetch({ signal: stop.signal });
    await expect(reading).rejects.toThrow(/stopped while reading query at athena:/);
    expect(server.stopped).toHaveLength(before + 1);
  });
});

describe("athenaLiteral", () => {
  it("writes each kind as a literal of Trino's SQL", () => {
    const values = ["a'b\\", 7, 2.5, -1e300, 2n ** 70n, true, null, new Date("2020-01-02T03:04:05.678Z")];
    expect(values.map((value) => athenaLiteral(value, 1))).toEqual([
      ...["'a''b\\'", "7", "2.5E0", "-1E300", String(2n ** 70n), "true", "NULL", "TIMESTAMP '2020-01-02 03:04:05.678'"],
    ]);
    expect(() => athenaLiteral(Number.NaN, 2)).toThrow("parameter 2 is NaN");
    expect(() => athenaLiteral("x".repeat(1_100), 1)).toThrow(
      "parameter 1 has 1102 characters, Athena takes at most 1024",
    );
  });
});

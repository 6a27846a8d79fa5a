import pl from "nodejs-polars";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { type SqlServer, sqlServerKinds } from "../../testing/sql-server.js";
import type { SourceResult } from "../connectors/table-source.js";
import { pullTables } from "../pull/pull-tables.js";
import { readSql } from "./read-sql.js";
import { sqlBatches } from "./sql-batches.js";
import { type SqlTableOptions, sqlTable } from "./sql-table.js";

/** What differs between the servers, so that one suite holds both. */
interface Dialect {
  readonly table: string;
  readonly series: (rows: number) => string;
  readonly mark: string;
  readonly slow: string;
  /** How many slow queries the server is at. */
  readonly running: string;
  readonly type: { readonly [name in "bytes" | "hex" | "time" | "zone"]: string };
}

const dialects: Readonly<Record<string, Dialect>> = {
  MariaDB: {
    table: `CREATE TABLE kinds (id BIGINT, price DECIMAL(8,2), exact_price DECIMAL(30,10), ratio DOUBLE, half FLOAT, is_open TINYINT(1),
      level TINYINT, day DATE, at DATETIME, at_zone TIMESTAMP(6) NULL, kind ENUM('a', 'b'), name VARCHAR(40) CHARACTER SET latin1, note TEXT)`,
    series: (rows) => `INSERT INTO many SELECT seq, seq / 4, CONCAT('row ', seq) FROM seq_1_to_${rows}`,
    mark: "?",
    slow: "SELECT SLEEP(20) AS x",
    running: "SELECT count(*) AS n FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP%'",
    type: { bytes: "BLOB", hex: "X'00FF10'", time: "'2021-03-04 07:06:07.123456'", zone: "SET time_zone = '+02:00'" },
  },
  PostgreSQL: {
    table: `CREATE TYPE ab AS ENUM ('a', 'b'); CREATE TABLE kinds (id BIGINT, price NUMERIC(8,2), exact_price NUMERIC(30,10), ratio DOUBLE PRECISION,
      half REAL, is_open BOOLEAN, level SMALLINT, day DATE, at TIMESTAMP(0), at_zone TIMESTAMPTZ, kind ab, name VARCHAR(40), note TEXT)`,
    series: (rows) => `INSERT INTO many SELECT n, n / 4.0, 'row ' || n FROM generate_series(1, ${rows}) AS n`,
    mark: "$1",
    slow: "SELECT pg_sleep(20)::text AS x",
    running:
      "SELECT count(*) AS n FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'FETCH%' AND pid <> pg_backend_pid()",
    type: {
      bytes: "BYTEA",
      hex: "'\\x00FF10'",
      time: "'2021-03-04 07:06:07.123456+02:00'",
      zone: "SET TIME ZONE 'UTC'",
    },
  },
};

const frameOf = (result: SourceResult) => {
  if (result.kind !== "rows") throw new Error("there are no rows");
  return result.frame;
};

for (const kind of sqlServerKinds()) {
  const dialect = dialects[kind.name];
  if (dialect === undefined) throw new Error(`no dialect for ${kind.name}`);
  describe.skipIf(kind.missing !== undefined)(
    `sqlTable on ${kind.name}${kind.missing === undefined ? "" : ` (${kind.missing})`}`,
    () => {
      let server: SqlServer;
      const impatient = { retryDelayMs: 1, timeoutMs: 10_000, connectTimeoutMs: 5_000 };
      beforeAll(async () => {
        server = await kind.start();
        await server.execute(
          ...[dialect.type.zone, ...dialect.table.split(";")],
          `INSERT INTO kinds VALUES (9007199254740993, 12.50, 12345678901234567890.0123456789, 0.1, 0.5, true, 7, '2020-02-29',
            '2021-03-04 05:06:07', ${dialect.type.time}, 'b', 'Ñandú', ''), (-1, -0.01, 1, NULL, NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`,
          "CREATE TABLE many (id INTEGER PRIMARY KEY, quarter DOUBLE PRECISION, name VARCHAR(40))",
          dialect.series(45_000),
          `CREATE TABLE pictures (id INTEGER, picture ${dialect.type.bytes})`,
          `INSERT INTO pictures VALUES (1, ${dialect.type.hex}), (2, NULL)`,
          "CREATE TABLE none (id INTEGER, day DATE)",
          ...["kinds", "many", "pictures", "none"].flatMap((name) =>
            kind.name === "PostgreSQL" ? [`GRANT SELECT ON ${name} TO reader`] : [],
          ),
        );
      }, 120_000);
      afterAll(() => server?.stop());

      const of = (options: Omit<SqlTableOptions, "database">) =>
        sqlTable({ database: server.url, ...impatient, ...options });
      const failureOf = async (options: Omit<SqlTableOptions, "database"> & { database?: string }): Promise<string> => {
        const found: unknown = await of(options)
          .fetch()
          .catch((thrown: unknown) => thrown);
        if (!(found instanceof Error)) throw new Error("it did not fail");
        expect(`${found.message}${found.stack}${String((found.cause as Error | undefined)?.message)}`).not.toContain(
          "p@ss",
        );
        return `${found.name}: ${found.message}`;
      };

      it("brings every type as the server has it", async () => {
        const frame = frameOf(await of({ table: "kinds", decimals: "text" }).fetch());
        expect(frame.getColumn("id").cast(pl.Utf8).toArray()).toEqual(["9007199254740993", "-1"]);
        expect(frame.drop("id", "at_zone").rows()).toEqual([
          [
            ...["12.50", "12345678901234567890.0123456789", 0.1, 0.5, true, 7],
            ...[new Date("2020-02-29T00:00:00Z"), new Date("2021-03-04T05:06:07Z"), "b", "Ñandú", ""],
          ],
          ["-0.01", "1.0000000000", null, null, false, null, null, null, null, null, null],
        ]);
        expect(frame.getColumn("at_zone").cast(pl.Utf8).get(0)).toBe("2021-03-04 05:06:07.123456");
      });

      it("is read as one frame, in the server's types or checked and typed by a schema", async () => {
        const found = await readSql({ database: server.url, query: "SELECT id, note FROM kinds ORDER BY id" });
        expect(found.columns).toEqual(["id", "note"]);
        const ids = schema("ids", { key: column.integer({ source: "id" }) });
        const typed = await readSql({
          database: server.url,
          query: "SELECT id, note FROM kinds",
          schema: ids,
          extra: "ignore",
        });
        expect(typed.getColumn("key").cast(pl.Utf8).toArray()).toEqual(["9007199254740993", "-1"]);
        await expect(
          readSql({ database: server.url, query: "SELECT id, note FROM kinds", schema: ids }),
        ).rejects.toThrow("does not know: note");
      });

      it("refuses a decimal that no number holds, and bytes, and brings both as texts when told", async () => {
        expect(await failureOf({ table: "kinds" })).toMatch(
          /column "exact_price" row 1 of kinds at .* is 12345678901234567890.0123456789; .*decimals: "text"/,
        );
        expect(await failureOf({ table: "pictures" })).toMatch(/column "picture" of pictures at .* holds bytes/);
        const pictures = frameOf(await of({ table: "pictures", blobs: "base64" }).fetch());
        expect(pictures.rows()).toEqual([
          [1, "AP8Q"],
          [2, null],
        ]);
      });

      it("types and checks by a schema, which may ask for texts and numbers of its own", async () => {
        const kinds = schema("kinds", {
          key: column.integer({ source: "id" }),
          exact: column.text({ source: "exact_price" }),
          open: column.integer({ source: "is_open" }),
          day: column.datetime({ nullable: true }),
          note: column.text({ nullable: true }),
        });
        const query =
          "SELECT id, exact_price, CASE WHEN is_open THEN 1 ELSE 0 END AS is_open, day, note FROM kinds ORDER BY id DESC";
        const frame = frameOf(await of({ query, schema: kinds }).fetch());
        expect(frame.columns).toEqual(["key", "exact", "open", "day", "note"]);
        expect(frame.row(1).slice(1)).toEqual(["1.0000000000", 0, null, null]);
        const strict = schema("kinds", { price: column.number({ min: 0 }), level: column.integer() });
        const asked = "SELECT price, level FROM kinds ORDER BY id DESC";
        expect(await failureOf({ query: asked, schema: strict, name: "prices" })).toMatch(
          /column "price" row 2 of prices is -0.01/,
        );
      });

      it("reads any number of rows in batches, and no further than they are taken", async () => {
        const sizes: number[] = [];
        let sum = 0;
        for await (const batch of sqlBatches({
          database: server.url,
          table: "many",
          batchRows: 20_000,
          ...impatient,
        })) {
          sizes.push(batch.height);
          sum += Number(batch.getColumn("quarter").sum());
        }
        expect(sizes.reduce((total, size) => total + size, 0)).toBe(45_000);
        expect(Math.max(...sizes)).toBe(20_000);
        expect(sum).toBe((45_000 * 45_001) / 8);
        for await (const batch of sqlBatches({ database: server.url, table: "many", batchRows: 10, ...impatient })) {
          expect(batch.height).toBe(10);
          break;
        }
      });

      it("says that a parameter lacks, and takes no name in a query for a word on encryption", async () => {
        const query = `SELECT id FROM many WHERE id = ${dialect.mark}`;
        expect(await failureOf({ query })).toMatch(/ArgumentError: .*; give one of parameters for each placeholder/);
        expect(await failureOf({ query: "SELECT crossless FROM many" })).toMatch(/ArgumentError: .*crossless/);
      });

      it("gives a table without rows its columns and types", async () => {
        const none = frameOf(await of({ table: "none" }).fetch());
        expect([none.height, none.columns]).toEqual([0, ["id", "day"]]);
        expect(none.dtypes.map(({ variant }) => variant)).toEqual(["Int64", "Datetime"]);
      });

      it("binds parameters and never pastes them", async () => {
        const [first, second] = dialect.mark === "?" ? ["?", "?"] : ["$1", "$2"];
        const query = `SELECT id, name FROM many WHERE name = ${first} OR id > ${second} ORDER BY id`;
        const found = frameOf(await of({ query, parameters: ["row 7", 44_999] }).fetch());
        expect(found.rows()).toEqual([
          [7, "row 7"],
          [45_000, "row 45000"],
        ]);
        const hostile = frameOf(await of({ query, parameters: ["' OR 1=1 --", 45_000] }).fetch());
        expect(hostile.height).toBe(0);
      });

      it("brings only rows above the watermark of an earlier call", async () => {
        const query = "SELECT id, name FROM many WHERE id <= 44990";
        const first = await of({ query, watermarkField: "id" }).fetch();
        expect(first.watermark).toBe("44990");
        const later = await of({ table: "many", watermarkField: "id" }).fetch({ watermark: first.watermark });
        expect(frameOf(later).height).toBe(10);
        expect(await of({ query, watermarkField: "id" }).fetch({ watermark: "44990" })).toEqual({
          kind: "unchanged",
          watermark: "44990",
          requests: 1,
        });
      });

      it("says in one sentence what is wrong: password, host, database, table, column, syntax", async () => {
        const at = (change: (url: URL) => void): string => {
          const url = new URL(server.url);
          change(url);
          return url.href;
        };
        const wrong = (change: (url: URL) => void) => failureOf({ database: at(change), table: "many" });
        expect(await wrong((url) => (url.password = "p@ssnot"))).toMatch(
          /^AccessError: sqlTable: .*reader:\*\*\*@127\.0\.0\.1.* refuses/,
        );
        expect(await wrong((url) => (url.port = "1"))).toMatch(
          /^UnreachableError: sqlTable: no database answers at .*ECONNREFUSED/,
        );
        expect(await wrong((url) => (url.hostname = "nowhere.invalid"))).toMatch(
          /^UnreachableError: .*check host and port/,
        );
        expect(await wrong((url) => (url.pathname = "/shops"))).toMatch(
          /^(NotFoundError: .*is not there|AccessError: .*shops)/,
        );
        expect(await failureOf({ table: "manny" })).toMatch(/^NotFoundError: .*did you mean "?many/);
        expect(await failureOf({ query: "SELECT nothing FROM many" })).toMatch(/^ArgumentError: .*nothing/);
        expect(await failureOf({ query: "SELEC 1" })).toMatch(/^ArgumentError: .*syntax/i);
        expect(await failureOf({ query: "SELECT id, id FROM many" })).toContain("two columns of query");
        expect(await failureOf({})).toContain("name a table or write a query");
      });

      it("writes nothing, whatever the query says", async () => {
        expect(await failureOf({ query: "delete from many" })).toMatch(/begins with delete, and this only reads/);
        expect(await failureOf({ query: "SELECT 1 AS x; SELECT 2 AS y" })).toMatch(
          /ArgumentError: .*(syntax|multiple commands)/i,
        );
        expect(await failureOf({ query: "/* */ DELETE FROM many" })).toMatch(/ArgumentError: .*(READ ONLY|syntax)/i);
        const count = frameOf(await of({ query: "SELECT count(*) AS n FROM many" }).fetch());
        expect(count.row(0)).toEqual([45_000]);
      });

      it("gives up on a slow query, and stops when told, and frees the server of it", async () => {
        expect(await failureOf({ query: dialect.slow, timeoutMs: 300 })).toMatch(/^TimeoutError: .*raise timeoutMs/);
        const stop = new AbortController();
        setTimeout(() => stop.abort(), 200);
        const from = performance.now();
        await expect(of({ query: dialect.slow }).fetch({ signal: stop.signal })).rejects.toThrow(
          /stopped while reading/,
        );
        expect(performance.now() - from).toBeLessThan(5_000);
        const left = frameOf(await of({ query: dialect.running }).fetch());
        expect(left.row(0)).toEqual([0]);
      });

      it("lets one failed table be one failed table", async () => {
        const found = await pullTables({
          many: of({ table: "many" }),
          gone: of({ table: "gone" }),
          none: of({ table: "none" }),
        });
        expect(found.map(({ name, state }) => [name, state])).toEqual([
          ["many", "loaded"],
          ["gone", "failed"],
          ["none", "loaded"],
        ]);
      });

      it("reads again when the connection breaks, and says so in batches", async () => {
        const lines: string[] = [];
        const source = of({ query: `${dialect.slow.replace("20", "1.5")}`, retryDelayMs: 300, retries: 6 });
        const reading = source.fetch({ log: (line) => lines.push(line) });
        reading.catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 500));
        await server.restart();
        expect((await reading).requests).toBeGreaterThan(1);
        expect(lines[0]).toContain("the connection broke; reading again");
        const broken = async (): Promise<void> => {
          let isFirst = true;
          for await (const _ of sqlBatches({ database: server.url, table: "many", batchRows: 10, ...impatient })) {
            if (isFirst) await server.restart();
            isFirst = false;
          }
        };
        await expect(broken()).rejects.toThrow(/broke while many was read/);
      }, 60_000);
    },
  );
}

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

/** Statements of each server, so that one suite runs on both. */
interface Dialect {
  readonly table: string;
  readonly series: (rows: number) => string;
  readonly placeholder: string;
  readonly slow: string;
  /** Number of slow queries that the server runs. */
  readonly running: string;
  /** Statements that make functions and procedures that write, queries that call them, and a query for the number of writes left. */
  readonly writers: readonly string[];
  readonly writing: readonly string[];
  readonly written: string;
  readonly type: { readonly [name in "bytes" | "hex" | "time" | "zone"]: string };
}

const dialects: Readonly<Record<string, Dialect>> = {
  MariaDB: {
    table: `CREATE TABLE kinds (id BIGINT, price DECIMAL(8,2), exact_price DECIMAL(30,10), ratio DOUBLE, half FLOAT, is_open TINYINT(1),
      level TINYINT, day DATE, at DATETIME, at_zone TIMESTAMP(6) NULL, kind ENUM('a', 'b'), name VARCHAR(40) CHARACTER SET latin1, note TEXT)`,
    series: (rows) => `INSERT INTO many SELECT seq, seq / 4, CONCAT('row ', seq) FROM seq_1_to_${rows}`,
    placeholder: "?",
    slow: "SELECT SLEEP(20) AS x",
    running: "SELECT count(*) AS n FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP%'",
    writers: [
      "CREATE TABLE written_plain (id INTEGER) ENGINE=MyISAM",
      "CREATE FUNCTION write_row() RETURNS INTEGER BEGIN INSERT INTO written VALUES (1); RETURN 1; END",
      "CREATE FUNCTION write_plain() RETURNS INTEGER BEGIN INSERT INTO written_plain VALUES (1); RETURN 1; END",
      "CREATE FUNCTION unlock_session() RETURNS INTEGER BEGIN SET SESSION tx_read_only = 0; INSERT INTO written VALUES (2); RETURN 1; END",
    ],
    writing: [
      ...["SELECT write_row() AS n", "SELECT write_plain() AS n", "SELECT unlock_session() AS n"],
      ...["SELECT 1 INTO OUTFILE 'cuaderno-outfile'", "/*!INSERT INTO*/ written VALUES (1)"],
    ],
    written: "SELECT (SELECT count(*) FROM written) + (SELECT count(*) FROM written_plain) AS n",
    type: { bytes: "BLOB", hex: "X'00FF10'", time: "'2021-03-04 07:06:07.123456'", zone: "SET time_zone = '+02:00'" },
  },
  PostgreSQL: {
    table: `CREATE TYPE ab AS ENUM ('a', 'b'); CREATE TABLE kinds (id BIGINT, price NUMERIC(8,2), exact_price NUMERIC(30,10), ratio DOUBLE PRECISION,
      half REAL, is_open BOOLEAN, level SMALLINT, day DATE, at TIMESTAMP(0), at_zone TIMESTAMPTZ, kind ab, name VARCHAR(40), note TEXT)`,
    series: (rows) => `INSERT INTO many SELECT n, n / 4.0, 'row ' || n FROM generate_series(1, ${rows}) AS n`,
    placeholder: "$1",
    slow: "SELECT pg_sleep(20)::text AS x",
    running:
      "SELECT count(*) AS n FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'FETCH%' AND pid <> pg_backend_pid()",
    writers: [
      "CREATE FUNCTION write_row() RETURNS INTEGER AS $$ INSERT INTO written VALUES (1); SELECT 1 $$ LANGUAGE sql",
      "CREATE FUNCTION unlock_session() RETURNS INTEGER AS $$ BEGIN SET TRANSACTION READ WRITE; INSERT INTO written VALUES (2); RETURN 1; END $$ LANGUAGE plpgsql",
    ],
    writing: [
      ...["SELECT write_row() AS n", "SELECT unlock_session() AS n", "SELECT lo_create(4242) AS n"],
      ...["SELECT set_config('transaction_read_only', 'off', false) AS n", "SELECT lo_from_bytea(0, 'abc') AS n"],
    ],
    written: "SELECT (SELECT count(*) FROM written) + (SELECT count(*) FROM pg_largeobject_metadata) AS n",
    type: {
      bytes: "BYTEA",
      hex: "'\\x00FF10'",
      time: "'2021-03-04 07:06:07.123456+02:00'",
      zone: "SET TIME ZONE 'UTC'",
    },
  },
};

const getFrame = (result: SourceResult) => {
  if (result.kind !== "rows") throw new Error("expected rows");
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
      const getFailure = async (
        options: Omit<SqlTableOptions, "database"> & { database?: string },
      ): Promise<string> => {
        const found: unknown = await Promise.resolve()
          .then(() => of(options).fetch())
          .catch((thrown: unknown) => thrown);
        if (!(found instanceof Error)) throw new Error("expected an error");
        expect(`${found.message}${found.stack}${String((found.cause as Error | undefined)?.message)}`).not.toContain(
          "p@ss",
        );
        return `${found.name}: ${found.message}`;
      };

      it("returns every type with the server's value", async () => {
        const frame = getFrame(await of({ table: "kinds", decimals: "text" }).fetch());
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

      it("reads one frame, in the server's types or those of a schema", async () => {
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

      it("rejects decimals of more than 15 digits and bytes, and returns both as strings on request", async () => {
        expect(await getFailure({ table: "kinds" })).toMatch(
          /kinds at .*: row 1, column "exact_price": expected .* 15 digits, got 12345678901234567890.0123456789; .*decimals: "text"/,
        );
        expect(await getFailure({ table: "pictures" })).toMatch(/pictures at .*: column "picture" has bytes/);
        const pictures = getFrame(await of({ table: "pictures", blobs: "base64" }).fetch());
        expect(pictures.rows()).toEqual([
          [1, "AP8Q"],
          [2, null],
        ]);
      });

      it("converts to the kinds of a schema and checks its rules", async () => {
        const kinds = schema("kinds", {
          key: column.integer({ source: "id" }),
          exact: column.string({ source: "exact_price" }),
          open: column.integer({ source: "is_open" }),
          day: column.datetime({ nullable: true }),
          note: column.string({ nullable: true }),
        });
        const query =
          "SELECT id, exact_price, CASE WHEN is_open THEN 1 ELSE 0 END AS is_open, day, note FROM kinds ORDER BY id DESC";
        const frame = getFrame(await of({ query, schema: kinds }).fetch());
        expect(frame.columns).toEqual(["key", "exact", "open", "day", "note"]);
        expect(frame.row(1).slice(1)).toEqual(["1.0000000000", 0, null, null]);
        const strict = schema("kinds", { price: column.number({ min: 0 }), level: column.integer() });
        const query2 = "SELECT price, level FROM kinds ORDER BY id DESC";
        expect(await getFailure({ query: query2, schema: strict, name: "prices" })).toMatch(
          /column "price" row 2 of prices is -0.01/,
        );
      });

      it("reads any number of rows in batches, as they are consumed", async () => {
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

      it("reports a missing parameter, and takes no name in a query for a word on encryption", async () => {
        const query = `SELECT id FROM many WHERE id = ${dialect.placeholder}`;
        expect(await getFailure({ query })).toMatch(/ArgumentError: .*; pass one of parameters for each placeholder/);
        expect(await getFailure({ query: "SELECT crossless FROM many" })).toMatch(/ArgumentError: .*crossless/);
      });

      it("returns the columns and types of a table without rows", async () => {
        const none = getFrame(await of({ table: "none" }).fetch());
        expect([none.height, none.columns]).toEqual([0, ["id", "day"]]);
        expect(none.dtypes.map(({ variant }) => variant)).toEqual(["Int64", "Datetime"]);
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

      it("explains a wrong password, host, database, table, column or syntax in one sentence", async () => {
        const at = (change: (url: URL) => void): string => {
          const url = new URL(server.url);
          change(url);
          return url.href;
        };
        const wrong = (change: (url: URL) => void) => getFailure({ database: at(change), table: "many" });
        expect(await wrong((url) => (url.password = "p@ssnot"))).toMatch(
          /^AccessError: sqlTable: .*reader:\*\*\*@127\.0\.0\.1.* denies access/,
        );
        expect(await wrong((url) => (url.port = "1"))).toMatch(
          /^UnreachableError: sqlTable: cannot connect to .*ECONNREFUSED/,
        );
        expect(await wrong((url) => (url.hostname = "nowhere.invalid"))).toMatch(
          /^UnreachableError: .*check host, port and server/,
        );
        expect(await wrong((url) => (url.pathname = "/shops"))).toMatch(
          /^(NotFoundError: .*no such database|AccessError: .*shops)/,
        );
        expect(await getFailure({ table: "manny" })).toMatch(/^NotFoundError: .*did you mean "?many/);
        expect(await getFailure({ query: "SELECT nothing FROM many" })).toMatch(/^ArgumentError: .*nothing/);
        expect(await getFailure({ query: "SELEC 1" })).toMatch(
          /^ArgumentError: .*expected a query that begins with SELECT, got "selec"/,
        );
        expect(await getFailure({ query: "SELECT id, id FROM many" })).toContain('has two columns named "id"');
        expect(await getFailure({})).toContain("expected either table or query, got neither");
      });

      it("rejects queries that write, before they are sent", async () => {
        expect(await getFailure({ query: "delete from many" })).toMatch(
          /expected a query that begins with SELECT, got "delete"; the session only reads/,
        );
        expect(await getFailure({ query: "SELECT 1 AS x; SELECT 2 AS y" })).toMatch(
          /ArgumentError: .*expected one statement, got 2/,
        );
        expect(await getFailure({ query: "/* */ DELETE FROM many" })).toMatch(/ArgumentError: .*got "delete"/);
        const count = getFrame(await of({ query: "SELECT count(*) AS n FROM many" }).fetch());
        expect(count.row(0)).toEqual([45_000]);
      });

      it("returns late rows of the watermark's second once, also when rows are appended", async () => {
        await server.execute(
          "CREATE TABLE changes (id INTEGER, changed TIMESTAMP(0) NOT NULL)",
          "INSERT INTO changes VALUES (1, '2026-01-01 10:00:00'), (2, '2026-01-01 10:00:01')",
          ...(kind.name === "PostgreSQL" ? ["GRANT SELECT ON changes TO reader"] : []),
        );
        const source = of({ table: "changes", watermarkField: "changed" });
        const ids = (result: SourceResult): unknown => getFrame(result).sort("id").getColumn("id").toArray();
        const first = await source.fetch();
        expect(ids(first)).toEqual([1, 2]);
        await server.execute("INSERT INTO changes VALUES (3, '2026-01-01 10:00:01'), (4, '2026-01-01 10:00:02')");
        const second = await source.fetch({ watermark: first.watermark });
        expect(ids(second)).toEqual([3, 4]);
        expect((await source.fetch({ watermark: second.watermark })).kind).toBe("unchanged");
        await server.execute("INSERT INTO changes VALUES (4, '2026-01-01 10:00:02')");
        expect(ids(await source.fetch({ watermark: second.watermark }))).toEqual([4]);
        const withoutTime = schema("changes", { id: column.integer() });
        const narrow = of({ table: "changes", watermarkField: "changed", schema: withoutTime, extra: "ignore" });
        expect(ids(await narrow.fetch({ watermark: first.watermark }))).toEqual([3, 4, 4]);
      });

      it("does not convert columns that the schema does not have", async () => {
        const ids = schema("kinds", { id: column.integer() });
        const frame = await readSql({ database: server.url, table: "kinds", schema: ids, extra: "ignore" });
        expect([frame.columns, frame.height]).toEqual([["id"], 2]);
        const pictures = schema("pictures", { id: column.integer() });
        expect(
          (await readSql({ database: server.url, table: "pictures", schema: pictures, extra: "ignore" })).rows(),
        ).toEqual([[1], [2]]);
        for await (const batch of sqlBatches({ database: server.url, table: "kinds", schema: ids })) {
          expect(batch.columns).toEqual(["id"]);
        }
        await expect(readSql({ database: server.url, table: "pictures", schema: pictures })).rejects.toThrow(/picture/);
      });

      it("rejects unknown options in the name of the function that was called", async () => {
        const misspelled = { database: server.url, table: "many", timeout: 5 } as never;
        await expect(readSql(misspelled)).rejects.toThrow('readSql: unknown option "timeout"');
        expect(() => sqlTable(misspelled)).toThrow('sqlTable: unknown option "timeout"');
        await expect(sqlBatches(misspelled).next()).rejects.toThrow('sqlBatches: unknown option "timeout"');
        await expect(readSql({ database: server.url, table: "manny" })).rejects.toThrow(/^readSql: manny at /);
      });

      it("discards what functions of the server write", async () => {
        await server.execute("CREATE TABLE written (id INTEGER)", ...dialect.writers);
        if (kind.name === "PostgreSQL") await server.execute("GRANT ALL ON written TO reader");
        for (const query of dialect.writing) await readSql({ database: server.url, query }).catch(() => undefined);
        const left = await readSql({ database: server.url, query: dialect.written });
        expect(left.rows()).toEqual([[0]]);
      });

      it("times out, stops on a signal, and cancels the query on the server", async () => {
        expect(await getFailure({ query: dialect.slow, timeoutMs: 300 })).toMatch(/^TimeoutError: .*raise timeoutMs/);
        const stop = new AbortController();
        setTimeout(() => stop.abort(), 200);
        const from = performance.now();
        await expect(of({ query: dialect.slow }).fetch({ signal: stop.signal })).rejects.toThrow(
          /stopped while reading/,
        );
        expect(performance.now() - from).toBeLessThan(5_000);
        const left = getFrame(await of({ query: dialect.running }).fetch());
        expect(left.row(0)).toEqual([0]);
      });

      it("does not let one failed table stop the others", async () => {
        const found = await pullTables({
          many: of({ table: "many" }),
          missing: of({ table: "missing" }),
          none: of({ table: "none" }),
        });
        expect(found.map(({ name, state }) => [name, state])).toEqual([
          ["many", "loaded"],
          ["missing", "failed"],
          ["none", "loaded"],
        ]);
      });

      it("reads again after a lost connection, and fails in batches", async () => {
        const lines: string[] = [];
        const source = of({ query: `${dialect.slow.replace("20", "1.5")}`, retryDelayMs: 300, retries: 6 });
        const reading = source.fetch({ log: (line) => lines.push(line) });
        reading.catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 500));
        await server.restart();
        expect((await reading).requests).toBeGreaterThan(1);
        expect(lines[0]).toContain("lost the connection, reading again");
        const broken = async (): Promise<void> => {
          let isFirst = true;
          for await (const _ of sqlBatches({ database: server.url, table: "many", batchRows: 10, ...impatient })) {
            if (isFirst) await server.restart();
            isFirst = false;
          }
        };
        await expect(broken()).rejects.toThrow(/lost the connection to .* while reading many/);
      }, 60_000);
    },
  );
}

import pl from "nodejs-polars";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SourceResult } from "../sources/connectors/table-source.js";
import { pullTables } from "../sources/pull/pull-tables.js";
import { readSql } from "../sources/sql/read-sql.js";
import { sqlBatches } from "../sources/sql/sql-batches.js";
import { type SqlTableOptions, sqlTable } from "../sources/sql/sql-table.js";
import { column } from "../table/schema/column.js";
import { schema } from "../table/schema/schema.js";

/** A server of the contract, with an empty database. */
export interface SqlContractServer {
  readonly url: string;
  execute(...statements: string[]): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A server that can be started here, or the reason why it cannot. */
export interface SqlContractKind {
  readonly name: string;
  readonly missing: string | undefined;
  start(): Promise<SqlContractServer>;
}

/** Statements of each server, so that one suite runs on all of them. */
export interface SqlDialect {
  /** Makes `kinds`, `pictures`, `none` and `many` with 45,000 rows. */
  readonly tables: readonly string[];
  readonly placeholder: string;
  /** Makes `changes` with `id` and `changed`. */
  readonly changes: readonly string[];
  /** A query without rows for `seconds`. */
  readonly slow: (seconds: number) => string;
  /** Time after which the server runs a slow query, and no longer plans it, in milliseconds. @default 200 */
  readonly planningMs?: number | undefined;
  /** Number of slow queries that the server runs; undefined where no query returns it. */
  readonly running?: string | undefined;
  /** Functions and procedures that write, queries that call them, and a query for the number of writes left. */
  readonly writers?:
    | { readonly make: readonly string[]; readonly queries: readonly string[]; readonly left: string }
    | undefined;
  /** The URL has a host and port; without them it names a service. @default true */
  readonly hasHost?: boolean | undefined;
  /** The server has users with passwords, and databases. */
  readonly hasUsers: boolean;
  /** Tables survive a restart. */
  readonly isDurable: boolean;
}

const getFrame = (result: SourceResult) => {
  if (result.kind !== "rows") throw new Error("expected rows");
  return result.frame;
};

/** What every server's session does, through `sqlTable`, `readSql` and `sqlBatches`. */
export function sqlContract(kind: SqlContractKind, dialect: SqlDialect): void {
  describe.skipIf(kind.missing !== undefined)(
    `sqlTable on ${kind.name}${kind.missing === undefined ? "" : ` (${kind.missing})`}`,
    () => {
      let server: SqlContractServer;
      const impatient = { retryDelayMs: 1, timeoutMs: 10_000, connectTimeoutMs: 5_000 };
      beforeAll(async () => {
        server = await kind.start();
        await server.execute(...dialect.tables);
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
        // A table has no order.
        const frame = getFrame(await of({ table: "kinds", decimals: "text" }).fetch()).sort("id", true);
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
        const keys = typed.sort("key").getColumn("key");
        expect(keys.cast(pl.Utf8).toArray()).toEqual(["-1", "9007199254740993"]);
        await expect(
          readSql({ database: server.url, query: "SELECT id, note FROM kinds", schema: ids }),
        ).rejects.toThrow("does not know: note");
      });

      it("rejects decimals of more than 15 digits and bytes, and returns both as strings on request", async () => {
        expect(await getFailure({ table: "kinds" })).toMatch(
          /kinds at .*: row [12], column "exact_price": expected .* 15 digits, got 12345678901234567890.0123456789; .*decimals: "text"/,
        );
        expect(await getFailure({ table: "pictures" })).toMatch(/pictures at .*: column "picture" has bytes/);
        const pictures = getFrame(await of({ table: "pictures", blobs: "base64" }).fetch());
        expect(pictures.sort("id").rows()).toEqual([
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
        expect(await getFailure({ query })).toMatch(
          /(ArgumentError|SqlError): .*; pass one of parameters for each placeholder/,
        );
        expect(await getFailure({ query: "SELECT crossless FROM many" })).toMatch(
          /(ArgumentError|SqlError): .*crossless/,
        );
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
        if (dialect.hasUsers) {
          expect(await wrong((url) => (url.password = "p@ssnot"))).toMatch(
            /^AccessError: sqlTable: .*reader:\*\*\*@127\.0\.0\.1.* denies access/,
          );
          expect(await wrong((url) => (url.pathname = "/shops"))).toMatch(
            /^(NotFoundError: .*no such database|AccessError: .*shops)/,
          );
        }
        if (dialect.hasHost !== false) {
          expect(await wrong((url) => (url.port = "1"))).toMatch(
            /^UnreachableError: sqlTable: cannot connect to .*ECONNREFUSED/,
          );
          expect(await wrong((url) => (url.hostname = "nowhere.invalid"))).toMatch(
            /^UnreachableError: .*check host, port and server/,
          );
        }
        expect(await getFailure({ table: "manny" })).toMatch(/^NotFoundError: .*did you mean "?many/);
        expect(await getFailure({ query: "SELECT nothing FROM many" })).toMatch(/^(ArgumentError|SqlError): .*nothing/);
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
        await server.execute(...dialect.changes);
        const source = of({ table: "changes", watermarkField: "changed" });
        const ids = (result: SourceResult): unknown => getFrame(result).sort("id").getColumn("id").toArray();
        const first = await source.fetch();
        expect(ids(first)).toEqual([1, 2]);
        await server.execute(
          "INSERT INTO changes VALUES (3, TIMESTAMP '2026-01-01 10:00:01'), (4, TIMESTAMP '2026-01-01 10:00:02')",
        );
        const second = await source.fetch({ watermark: first.watermark });
        expect(ids(second)).toEqual([3, 4]);
        expect((await source.fetch({ watermark: second.watermark })).kind).toBe("unchanged");
        await server.execute("INSERT INTO changes VALUES (4, TIMESTAMP '2026-01-01 10:00:02')");
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
        const narrow = await readSql({ database: server.url, table: "pictures", schema: pictures, extra: "ignore" });
        expect(narrow.sort("id").rows()).toEqual([[1], [2]]);
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

      const { writers } = dialect;
      it.skipIf(writers === undefined)("discards what functions of the server write", async () => {
        if (writers === undefined) return;
        await server.execute(...writers.make);
        for (const query of writers.queries) await readSql({ database: server.url, query }).catch(() => undefined);
        const left = await readSql({ database: server.url, query: writers.left });
        expect(left.rows()).toEqual([[0]]);
      });

      const { planningMs = 200 } = dialect;
      it("times out, stops on a signal, and cancels the query on the server", async () => {
        expect(await getFailure({ query: dialect.slow(20), timeoutMs: planningMs })).toMatch(
          /^TimeoutError: .*raise timeoutMs/,
        );
        const stop = new AbortController();
        setTimeout(() => stop.abort(), planningMs);
        const from = performance.now();
        await expect(of({ query: dialect.slow(20) }).fetch({ signal: stop.signal })).rejects.toThrow(
          /stopped while reading/,
        );
        expect(performance.now() - from).toBeLessThan(5_000 + planningMs);
        if (dialect.running === undefined) return;
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

      it.skipIf(!dialect.isDurable)(
        "reads again after a lost connection, and fails in batches",
        async () => {
          const lines: string[] = [];
          const source = of({ query: dialect.slow(1.5), retryDelayMs: 300, retries: 6 });
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
        },
        60_000,
      );
    },
  );
}

import { expect, it } from "vitest";
import { pullTables } from "../../sources/pull/pull-tables.js";
import { readSql } from "../../sources/sql/read-sql.js";
import { sqlBatches } from "../../sources/sql/sql-batches.js";
import { sqlTable } from "../../sources/sql/sql-table.js";
import type { SqlDialect } from "./sql-dialect.js";
import { getFrame, type SqlSession } from "./sql-session.js";

/** What is refused, and the errors that say so. */
export function sqlFailuresContract(session: SqlSession, dialect: SqlDialect): void {
  const { of, getFailure } = session;
  it("explains a wrong password, host, database, table, column or syntax in one sentence", async () => {
    const at = (change: (url: URL) => void): string => {
      const url = new URL(session.server.url);
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

  it("rejects unknown options in the name of the function that was called", async () => {
    const misspelled = { database: session.server.url, table: "many", timeout: 5 } as never;
    await expect(readSql(misspelled)).rejects.toThrow('readSql: unknown option "timeout"');
    expect(() => sqlTable(misspelled)).toThrow('sqlTable: unknown option "timeout"');
    await expect(sqlBatches(misspelled).next()).rejects.toThrow('sqlBatches: unknown option "timeout"');
    await expect(readSql({ database: session.server.url, table: "manny" })).rejects.toThrow(/^readSql: manny at /);
  });

  const { writers } = dialect;
  it.skipIf(writers === undefined)("discards what functions of the server write", async () => {
    if (writers === undefined) return;
    await session.server.execute(...writers.make);
    for (const query of writers.queries) await readSql({ database: session.server.url, query }).catch(() => undefined);
    const left = await readSql({ database: session.server.url, query: writers.left });
    expect(left.rows()).toEqual([[0]]);
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
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { sqlBatches } from "./sql-batches.js";
import { sqlTable } from "./sql-table.js";

const mirror = process.env.CUADERNO_DATA_MIRROR;
const folder = mkdtempSync(join(tmpdir(), "cuaderno-sqlite-"));
const path = join(folder, "shop.db");
const sqlite = process.getBuiltinModule?.("node:sqlite") as
  | { readonly DatabaseSync: new (path: string) => { exec(text: string): void; close(): void } }
  | undefined;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.skipIf(sqlite !== undefined)("names the version of Node that SQLite needs", async () => {
  await expect(sqlTable({ database: `sqlite:${path}`, table: "x" }).fetch()).rejects.toThrow(
    /SQLite needs Node 22\.5 or later, this is v20/,
  );
});

describe.skipIf(sqlite === undefined)("sqlTable on SQLite (skipped where Node has none)", () => {
  const of = (text: { table: string } | { query: string; parameters?: readonly (string | number)[] }) =>
    sqlTable({ database: `sqlite:${path}`, ...text });

  it("types columns by their values, and flags and dates as declared", async () => {
    if (sqlite === undefined) return;
    const database = new sqlite.DatabaseSync(path);
    database.exec(`CREATE TABLE kinds (id INTEGER, price REAL, flag BOOLEAN, at DATETIME, name TEXT, mixed, empty INTEGER);
      INSERT INTO kinds VALUES (9007199254740993, 1, 1, '2020-02-29 05:06:07', 'Ñ', 'a', NULL), (2, 2.5, 0, '2020-03-01', '', 3, NULL);
      CREATE TABLE late (n INTEGER, at DATETIME); INSERT INTO late VALUES (1, '2020-02-31');
      CREATE TABLE offsets (at DATETIME); INSERT INTO offsets VALUES ('2024-03-31T01:30:00+02:00'), ('2024-03-31 01:30:00.250-05:00'), ('2024-03-31 01:30Z');
      CREATE TABLE wrong (at DATETIME); INSERT INTO wrong VALUES ('2018-02-29 00:00:00');
      CREATE TABLE longer (at DATETIME); INSERT INTO longer VALUES ('2018-02-28 00:00:00 CET');`);
    database.close();
    const found = await of({ query: "SELECT id, price, flag, at, name, empty FROM kinds" }).fetch();
    if (found.kind !== "rows") throw new Error("no rows");
    const variants = found.frame.dtypes.map(({ variant }) => variant);
    expect(variants.filter((_, index) => index !== 2 && index !== 3)).toEqual(["Int64", "Float64", "String", "Int64"]);
    const offsets = await of({ table: "offsets" }).fetch();
    expect(offsets.kind === "rows" ? offsets.frame.getColumn("at").toArray() : []).toEqual([
      new Date("2024-03-30T23:30:00Z"),
      new Date("2024-03-31T06:30:00.250Z"),
      new Date("2024-03-31T01:30:00Z"),
    ]);
    for (const table of ["wrong", "longer"]) {
      await expect(of({ table }).fetch()).rejects.toThrow(/row 1, column "at": expected a date that exists, got 2018/);
    }
    await expect(of({ query: "SELECT mixed FROM kinds" }).fetch()).rejects.toThrow(/column "mixed" has .*CAST/);
    await expect(of({ table: "kind" }).fetch()).rejects.toThrow(/no such table: kind.*did you mean "?kinds/);
    expect(() => of({ query: "DELETE FROM kinds" })).toThrow("sqlTable: expected a query that begins with SELECT");
    await expect(sqlTable({ database: "sqlite:/nowhere.db", table: "x" }).fetch()).rejects.toThrow("no SQLite file");
    const bound = await of({ query: "SELECT id FROM kinds WHERE name = ?", parameters: ["' OR 1 --"] }).fetch();
    expect(bound.kind === "rows" ? bound.frame.height : -1).toBe(0);
  });

  it.skipIf(mirror === undefined)(
    "reads the sakila file in batches (CUADERNO_DATA_MIRROR is unset when skipped)",
    async () => {
      const sakila = join(folder, "sakila.db");
      writeFileSync(sakila, gunzipSync(readFileSync(join(mirror ?? "", "worldbank", "sakila", "sakila.db.gz"))));
      const sizes: number[] = [];
      for await (const batch of sqlBatches({ database: `sqlite:${sakila}`, table: "payment", batchRows: 10_000 })) {
        sizes.push(batch.height);
      }
      expect(sizes).toEqual([10_000, 6_044]);
    },
  );
});

import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadSakila, sakilaTables } from "../../testing/sakila.js";
import { type SqlServer, sqlServerKinds } from "../../testing/sql-server.js";
import { pullTables } from "../pull/pull-tables.js";
import { sqlTable } from "./sql-table.js";

const mirror = process.env.CUADERNO_DATA_MIRROR;
const [mariadb] = sqlServerKinds();
const onSakila = it.skipIf(mirror === undefined);

describe.skipIf(mariadb.missing !== undefined)(
  `the sakila tables in MariaDB (${mariadb.missing ?? "some are skipped without CUADERNO_DATA_MIRROR"})`,
  () => {
    let server: SqlServer;
    beforeAll(async () => {
      server = await mariadb.start();
      if (mirror !== undefined) await loadSakila(server.url, join(mirror, "worldbank", "sakila"));
    }, 120_000);
    afterAll(() => server?.stop());

    onSakila("are read with all rows, with a status each", async () => {
      const sources = Object.keys(sakilaTables).map((table) => [table, sqlTable({ database: server.url, table })]);
      const found = await pullTables(Object.fromEntries(sources));
      expect(
        Object.fromEntries(found.map((one) => [one.name, one.state === "loaded" ? one.frame.height : one])),
      ).toEqual({
        ...{ actor: 200, category: 16, city: 600, country: 109, customer: 599, film: 1_000, film_actor: 5_462 },
        ...{ film_category: 1_000, inventory: 4_581, language: 6, payment: 16_044, rental: 16_044, store: 2 },
      });
    });

    onSakila("have the server's types: year, decimal, enum, set, flags, times, accents, NULL", async () => {
      const film = await sqlTable({
        database: server.url,
        query: "SELECT * FROM film WHERE film_id = ?",
        parameters: [1],
      }).fetch();
      const row = film.kind === "rows" ? film.frame.toRecords()[0] : {};
      expect(row).toMatchObject({
        ...{ release_year: 2006, original_language_id: null, rental_rate: 0.99, replacement_cost: 20.99, rating: "PG" },
        ...{ special_features: "Deleted Scenes,Behind the Scenes", last_update: new Date("2006-02-15T05:03:42Z") },
      });
      const customer = await sqlTable({ database: server.url, table: "customer" }).fetch();
      expect(customer.kind === "rows" ? customer.frame.getColumn("active").toArray().filter(Boolean).length : 0).toBe(
        584,
      );
      const city = await sqlTable({ database: server.url, query: "SELECT city FROM city WHERE city_id = 1" }).fetch();
      expect(city.kind === "rows" ? city.frame.row(0) : []).toEqual(["A Coruña (La Coruña)"]);
      const open = await sqlTable({
        database: server.url,
        query: "SELECT count(*) AS n FROM rental WHERE return_date IS NULL",
      }).fetch();
      expect(open.kind === "rows" ? open.frame.row(0) : []).toEqual([183]);
    });

    it("reject a date of zeros, a flag of 2 and an integer beyond 64 bits", async () => {
      const of = (query: string, more: object = {}) => sqlTable({ database: server.url, query, ...more }).fetch();
      await server.execute(
        "SET sql_mode = ''",
        "CREATE TABLE odd (day DATE, flag BOOLEAN, big BIGINT UNSIGNED, shape POINT, bits BIT(12))",
        "INSERT INTO odd VALUES ('2020-01-01', 1, 1, NULL, b'1'), ('0000-00-00', 2, 18446744073709551615, NULL, b'100000000001')",
      );
      await expect(of("SELECT day FROM odd")).rejects.toThrow(
        /query at .*: row 2, column "day": expected a date that exists, got 0000-00-00; .*NULLIF/,
      );
      await expect(of("SELECT flag FROM odd")).rejects.toThrow(
        /row 2, column "flag": expected 0 or 1, got 2; .*booleans: "integer"/,
      );
      await expect(of("SELECT big FROM odd")).rejects.toThrow(
        /row 2, column "big": expected a 64-bit integer, got 18446744073709551615; /,
      );
      await expect(of("SELECT shape FROM odd")).rejects.toThrow(/column "shape" has bytes \(geometry\)/);
      const flags = await of("SELECT flag, bits FROM odd", { booleans: "integer" });
      expect(flags.kind === "rows" ? flags.frame.rows() : []).toEqual([
        [1, 1],
        [2, 2_049],
      ]);
    });
  },
);

import type { SqlDialect } from "./sql-contract/sql-dialect.js";

const view = (name: string, query: string): string => `CREATE OR REPLACE TEMPORARY VIEW ${name} AS ${query}`;

/** Statements of Spark and Sail, whose tables are views of one session. */
export const sparkDialect: SqlDialect = {
  tables: [
    view(
      "kinds",
      `SELECT 9007199254740993 AS id, CAST('12.50' AS DECIMAL(8,2)) AS price,
        CAST('12345678901234567890.0123456789' AS DECIMAL(30,10)) AS exact_price, CAST(0.1 AS DOUBLE) AS ratio,
        CAST(0.5 AS FLOAT) AS half, true AS is_open, CAST(7 AS TINYINT) AS level, DATE '2020-02-29' AS day,
        TIMESTAMP_NTZ '2021-03-04 05:06:07' AS at, TIMESTAMP '2021-03-04 05:06:07.123456Z' AS at_zone, 'b' AS kind,
        'Ñandú' AS name, '' AS note
      UNION ALL SELECT -1, CAST('-0.01' AS DECIMAL(8,2)), CAST(1 AS DECIMAL(30,10)), NULL, NULL, false, NULL, NULL, NULL,
        NULL, NULL, NULL, NULL`,
    ),
    view(
      "many",
      "SELECT CAST(id AS INT) AS id, CAST(id / 4 AS DOUBLE) AS quarter, concat('row ', id) AS name FROM range(1, 45001)",
    ),
    view("pictures", "SELECT 1 AS id, X'00FF10' AS picture UNION ALL SELECT 2, NULL"),
    view("none", "SELECT CAST(1 AS INT) AS id, DATE '2020-01-01' AS day WHERE 1 = 0"),
  ],
  placeholder: "?",
  changes: [
    "CREATE TABLE changes (id INT, changed TIMESTAMP) USING parquet",
    "INSERT INTO changes VALUES (1, TIMESTAMP '2026-01-01 10:00:00'), (2, TIMESTAMP '2026-01-01 10:00:01')",
  ],
  slow: (seconds) => `SELECT sum(id % 7) AS x FROM range(${seconds * 10_000_000_000})`,
  planningMs: 200,
  hasUsers: false,
  isDurable: false,
};

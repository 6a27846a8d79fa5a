import { sqlContract } from "../../testing/sql-contract/sql-contract.js";
import type { SqlContractKind, SqlDialect } from "../../testing/sql-contract/sql-dialect.js";
import { sqlServerKinds } from "../../testing/sql-server.js";

const kinds = (zone: string): string =>
  `INSERT INTO kinds VALUES (9007199254740993, 12.50, 12345678901234567890.0123456789, 0.1, 0.5, true, 7, '2020-02-29',
    '2021-03-04 05:06:07', ${zone}, 'b', 'Ñandú', ''), (-1, -0.01, 1, NULL, NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`;
const many = "CREATE TABLE many (id INTEGER PRIMARY KEY, quarter DOUBLE PRECISION, name VARCHAR(40))";
const none = "CREATE TABLE none (id INTEGER, day DATE)";
const changes = [
  "CREATE TABLE changes (id INTEGER, changed TIMESTAMP(0) NOT NULL)",
  "INSERT INTO changes VALUES (1, '2026-01-01 10:00:00'), (2, '2026-01-01 10:00:01')",
];

const mariadb: SqlDialect = {
  tables: [
    "SET time_zone = '+02:00'",
    `CREATE TABLE kinds (id BIGINT, price DECIMAL(8,2), exact_price DECIMAL(30,10), ratio DOUBLE, half FLOAT, is_open TINYINT(1),
      level TINYINT, day DATE, at DATETIME, at_zone TIMESTAMP(6) NULL, kind ENUM('a', 'b'), name VARCHAR(40) CHARACTER SET latin1, note TEXT)`,
    kinds("'2021-03-04 07:06:07.123456'"),
    many,
    "INSERT INTO many SELECT seq, seq / 4, CONCAT('row ', seq) FROM seq_1_to_45000",
    "CREATE TABLE pictures (id INTEGER, picture BLOB)",
    "INSERT INTO pictures VALUES (1, X'00FF10'), (2, NULL)",
    none,
  ],
  placeholder: "?",
  changes,
  slow: (seconds) => `SELECT SLEEP(${seconds}) AS x`,
  running: "SELECT count(*) AS n FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP%'",
  writers: {
    make: [
      "CREATE TABLE written (id INTEGER)",
      "CREATE TABLE written_plain (id INTEGER) ENGINE=MyISAM",
      "CREATE FUNCTION write_row() RETURNS INTEGER BEGIN INSERT INTO written VALUES (1); RETURN 1; END",
      "CREATE FUNCTION write_plain() RETURNS INTEGER BEGIN INSERT INTO written_plain VALUES (1); RETURN 1; END",
      "CREATE FUNCTION unlock_session() RETURNS INTEGER BEGIN SET SESSION tx_read_only = 0; INSERT INTO written VALUES (2); RETURN 1; END",
    ],
    queries: [
      ...["SELECT write_row() AS n", "SELECT write_plain() AS n", "SELECT unlock_session() AS n"],
      ...["SELECT 1 INTO OUTFILE 'cuaderno-outfile'", "/*!INSERT INTO*/ written VALUES (1)"],
    ],
    left: "SELECT (SELECT count(*) FROM written) + (SELECT count(*) FROM written_plain) AS n",
  },
  hasUsers: true,
  isDurable: true,
};

const postgres: SqlDialect = {
  tables: [
    "SET TIME ZONE 'UTC'",
    "CREATE TYPE ab AS ENUM ('a', 'b')",
    `CREATE TABLE kinds (id BIGINT, price NUMERIC(8,2), exact_price NUMERIC(30,10), ratio DOUBLE PRECISION,
      half REAL, is_open BOOLEAN, level SMALLINT, day DATE, at TIMESTAMP(0), at_zone TIMESTAMPTZ, kind ab, name VARCHAR(40), note TEXT)`,
    kinds("'2021-03-04 07:06:07.123456+02:00'"),
    many,
    "INSERT INTO many SELECT n, n / 4.0, 'row ' || n FROM generate_series(1, 45000) AS n",
    "CREATE TABLE pictures (id INTEGER, picture BYTEA)",
    "INSERT INTO pictures VALUES (1, '\\x00FF10'), (2, NULL)",
    none,
    ...["kinds", "many", "pictures", "none"].map((name) => `GRANT SELECT ON ${name} TO reader`),
  ],
  placeholder: "$1",
  changes: [...changes, "GRANT SELECT ON changes TO reader"],
  slow: (seconds) => `SELECT pg_sleep(${seconds})::text AS x`,
  running:
    "SELECT count(*) AS n FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'FETCH%' AND pid <> pg_backend_pid()",
  writers: {
    make: [
      "CREATE TABLE written (id INTEGER)",
      "CREATE FUNCTION write_row() RETURNS INTEGER AS $$ INSERT INTO written VALUES (1); SELECT 1 $$ LANGUAGE sql",
      "CREATE FUNCTION unlock_session() RETURNS INTEGER AS $$ BEGIN SET TRANSACTION READ WRITE; INSERT INTO written VALUES (2); RETURN 1; END $$ LANGUAGE plpgsql",
      "GRANT ALL ON written TO reader",
    ],
    queries: [
      ...["SELECT write_row() AS n", "SELECT unlock_session() AS n", "SELECT lo_create(4242) AS n"],
      ...["SELECT set_config('transaction_read_only', 'off', false) AS n", "SELECT lo_from_bytea(0, 'abc') AS n"],
    ],
    left: "SELECT (SELECT count(*) FROM written) + (SELECT count(*) FROM pg_largeobject_metadata) AS n",
  },
  hasUsers: true,
  isDurable: true,
};

const [mariadbKind, postgresKind]: readonly SqlContractKind[] = sqlServerKinds();
if (mariadbKind !== undefined) sqlContract(mariadbKind, mariadb);
if (postgresKind !== undefined) sqlContract(postgresKind, postgres);

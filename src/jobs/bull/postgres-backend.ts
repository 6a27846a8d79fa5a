import type { Pool } from "pg";
import { errorMessage } from "../../core/error-message.js";
import { EnvironmentError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import { redactUrl } from "../../http/redact-url.js";
import type { KeyValues } from "../job-queue.js";
import { type BullBackend, loadQueuePackage } from "./bull-backend.js";

/** Any number that all processes use: one at a time makes the tables. */
const makeTablesLock = 1_668_637_809;

/**
 * A connection to PostgreSQL 13 or newer, directly or through a pooler that supports sessions (LISTEN). The first
 * connection makes the schemas `bullmq` and `cuaderno`.
 *
 * @throws EnvironmentError when the server cannot be reached or its schema is of another version.
 */
export async function postgresBackend(url: string, queue: string): Promise<BullBackend> {
  const { default: postgres } = await loadQueuePackage("pg", () => import("pg"));
  const bull = await loadQueuePackage("bullmq", () => import("bullmq"));
  const name = redactUrl(url);
  const pool = new postgres.Pool({
    connectionString: url,
    options: "-c search_path=bullmq",
    keepAlive: true,
    max: 10,
    connectionTimeoutMillis: 5_000,
  });
  pool.on("error", () => undefined);
  try {
    await makeTables(pool, bull);
  } catch (cause) {
    await pool.end().catch(() => undefined);
    throw new EnvironmentError(
      `queue: cannot use ${name}: ${errorMessage(cause)}; start PostgreSQL there or correct --queue`,
      { cause },
    );
  }
  return {
    name,
    connection: pool,
    factory: bull.createPostgresBackend,
    values: postgresValues(pool, queue),
    // A connection on which BullMQ still waits for a job is not waited for.
    close: async () => await Promise.race([pool.end(), new Promise<void>((done) => setTimeout(done, 2_000).unref())]),
  };
}

async function makeTables(pool: Pool, bull: typeof import("bullmq")): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [makeTablesLock]);
    const present = await bull.assertSchemaCompatibility(client).catch((thrown: unknown) => {
      if (thrown instanceof bull.SchemaMigrationRequiredError) return 0;
      throw thrown;
    });
    if (present < bull.LATEST_SCHEMA_VERSION) await bull.runMigrations(client);
    const { rows } = await client.query("select to_regclass('cuaderno.queue_values') as found");
    if (rows[0]?.found !== null) return;
    await client.query("create schema if not exists cuaderno");
    await client.query(
      `create table if not exists cuaderno.queue_values (
        queue text not null, grp text not null, name text not null, value jsonb not null, expires timestamptz,
        primary key (queue, grp, name))`,
    );
  } finally {
    await client.query("select pg_advisory_unlock($1)", [makeTablesLock]).catch(() => undefined);
    client.release();
  }
}

function postgresValues(pool: Pool, queue: string): KeyValues {
  const table = "cuaderno.queue_values";
  const valid = "(expires is null or expires > now())";
  return {
    async get(group, name) {
      const { rows } = await pool.query<{ value: Json }>(
        `select value from ${table} where queue = $1 and grp = $2 and name = $3 and ${valid}`,
        [queue, group, name],
      );
      return rows[0]?.value;
    },
    async set(group, name, value, { ttlMs } = {}) {
      await pool.query(
        `insert into ${table} values ($1, $2, $3, $4, now() + $5::float8 * interval '1 millisecond')
        on conflict (queue, grp, name) do update set value = excluded.value, expires = excluded.expires`,
        [queue, group, name, JSON.stringify(value), ttlMs ?? null],
      );
    },
    async delete(group, name) {
      await pool.query(`delete from ${table} where queue = $1 and grp = $2 and name = $3`, [queue, group, name]);
    },
    async list(group) {
      await pool.query(`delete from ${table} where queue = $1 and grp = $2 and expires <= now()`, [queue, group]);
      const { rows } = await pool.query<{ name: string; value: Json }>(
        `select name, value from ${table} where queue = $1 and grp = $2 order by name collate "C"`,
        [queue, group],
      );
      return rows;
    },
  };
}

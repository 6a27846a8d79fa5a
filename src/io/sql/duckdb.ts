import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { errorMessage } from "../../core/error-message.js";
import { EnvironmentError } from "../../core/errors.js";

/** DuckDB's own package, loaded at the first query. */
export type DuckDb = typeof import("@duckdb/node-api");

/** What a query needs of the engine. */
export interface DuckDbSession {
  readonly api: DuckDb;
  readonly connection: DuckDBConnection;
}

/**
 * An engine of its own in memory, which puts what does not fit into `folder`; closed when `work` is done, so that
 * nothing holds the program.
 */
export async function withDuckDb<Result>(
  folder: string,
  work: (session: DuckDbSession) => Promise<Result>,
): Promise<Result> {
  const api = await loadDuckDb();
  // Extensions are not fetched from the network in the middle of a query.
  const instance: DuckDBInstance = await api.DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    temp_directory: folder,
  });
  try {
    const connection = await instance.connect();
    try {
      await connection.run("set errors_as_json = true; set TimeZone = 'UTC'");
      return await work({ api, connection });
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

async function loadDuckDb(): Promise<DuckDb> {
  try {
    return await import("@duckdb/node-api");
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND";
    const reason = isMissing ? 'needs the package "@duckdb/node-api"' : `DuckDB does not load (${errorMessage(cause)})`;
    throw new EnvironmentError(`sql: ${reason}; run "npm install @duckdb/node-api"`, { cause });
  }
}

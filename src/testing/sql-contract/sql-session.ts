import type { DataFrame } from "nodejs-polars";
import { expect } from "vitest";
import type { SourceResult, TableSource } from "../../sources/connectors/table-source.js";
import { type SqlTableOptions, sqlTable } from "../../sources/sql/sql-table.js";
import type { SqlContractServer } from "./sql-dialect.js";

type Options = Omit<SqlTableOptions, "database">;

/** The server of a suite, once it is started, and how its tests read from it. */
export class SqlSession {
  readonly impatient = { retryDelayMs: 1, timeoutMs: 10_000, connectTimeoutMs: 5_000 };
  private started: SqlContractServer | undefined;

  get server(): SqlContractServer {
    if (this.started === undefined) throw new Error("the server is not started; await kind.start() first");
    return this.started;
  }

  set server(server: SqlContractServer) {
    this.started = server;
  }

  async stop(): Promise<void> {
    await this.started?.stop();
  }

  readonly of = (options: Options): TableSource =>
    sqlTable({ database: this.server.url, ...this.impatient, ...options });

  /** Class and message of the error of a read, in which no password may be. */
  readonly getFailure = async (options: Options & { readonly database?: string }): Promise<string> => {
    const found: unknown = await Promise.resolve()
      .then(() => this.of(options).fetch())
      .catch((thrown: unknown) => thrown);
    if (!(found instanceof Error)) throw new Error("expected an error");
    const { cause } = found as { readonly cause?: Error };
    expect(`${found.message}${found.stack}${cause?.message}`).not.toContain("p@ss");
    return `${found.name}: ${found.message}`;
  };
}

/** The frame of a result that has rows. */
export function getFrame(result: SourceResult): DataFrame {
  if (result.kind !== "rows") throw new Error("expected rows");
  return result.frame;
}

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

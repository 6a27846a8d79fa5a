/** What a value bound to a query may be. */
export type SqlParameter = string | number | bigint | boolean | Date | null;

/**
 * A cell as a driver hands it on: whole numbers and decimals as exact text or as a number that is exact, times as
 * `YYYY-MM-DD HH:MM:SS.ffffff`, truth as "true" or "false", bytes as they are.
 */
export type SqlCell = string | number | Uint8Array | null;

/** A column of a result, as the server types it. */
export interface SqlColumn {
  readonly name: string;
  readonly kind: "integer" | "number" | "decimal" | "boolean" | "datetime" | "text" | "blob";
  /** The server's word for the type. */
  readonly type: string;
  /** Digits of a second that a time may have. */
  readonly fraction?: number;
}

/** A part of a result. */
export interface SqlBatch {
  readonly columns: readonly SqlColumn[];
  readonly rows: readonly (readonly SqlCell[])[];
}

/** One connection, which only reads. */
export interface SqlSession {
  /** The result in batches, one of them at least; the server is read no further than they are taken. */
  read(query: string, parameters: readonly SqlParameter[], batchRows: number): AsyncIterable<SqlBatch>;
  /** Quotes a name for a query. */
  quote(name: string): string;
  /** How the query writes its nth parameter, from 1. */
  placeholder(index: number): string;
  /** The tables that can be read, for suggestions. */
  readonly tablesQuery: string;
  /** Ends at once, whatever is under way, on the server too where it can. */
  abort(): Promise<void>;
  close(): Promise<void>;
}

/** How a connection is made. */
export interface SqlSessionOptions {
  /** Longest time for the connection, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** Longest time for the next rows, in milliseconds. */
  readonly timeoutMs: number;
}

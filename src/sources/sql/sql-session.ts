import type { DataFrame } from "nodejs-polars";

/** A value bound to a query. */
export type SqlParameter = string | number | bigint | boolean | Date | null;

/**
 * A cell from a driver: integers and decimals as an exact string or an exact number, times as `YYYY-MM-DD
 * HH:MM:SS.ffffff`, booleans as "true" or "false", bytes unchanged.
 */
export type SqlCell = string | number | Uint8Array | null;

/** A column of a result, with the server's type. */
export interface SqlColumn {
  readonly name: string;
  readonly kind: "integer" | "number" | "decimal" | "boolean" | "datetime" | "text" | "blob" | "nested";
  /** Name of the type on the server. */
  readonly type: string;
  /** Maximum number of fractional digits of a second. */
  readonly fraction?: number | undefined;
}

/** State of a query on a server that reports it (Athena). */
export interface SqlProgress {
  /** The server's id of the query. */
  readonly id: string;
  readonly state: "queued" | "running" | "succeeded" | "failed" | "cancelled";
  /** Bytes that the query has read so far, which is what Athena charges for. */
  readonly bytesScanned?: number | undefined;
  readonly elapsedMs?: number | undefined;
}

/** A part of a result as a driver's cells. */
export interface SqlRowBatch {
  readonly columns: readonly SqlColumn[];
  readonly rows: readonly (readonly SqlCell[])[];
}

/** A part of a result that came as Arrow or Parquet, in the server's own types. */
export interface SqlArrowBatch {
  readonly columns: readonly SqlColumn[];
  readonly frame: DataFrame;
}

/** A part of a result. */
export type SqlBatch = SqlRowBatch | SqlArrowBatch;

/** A connection that only reads. */
export interface SqlSession {
  /** The result in one or more batches; rows are fetched from the server as batches are consumed. */
  read(query: string, parameters: readonly SqlParameter[], batchRows: number): AsyncIterable<SqlBatch>;
  /** Quotes a name for a query. */
  quote(name: string): string;
  /** Placeholder of the nth parameter, counted from 1. */
  placeholder(index: number): string;
  /** Query for the names of the tables, for suggestions. */
  readonly tablesQuery: string;
  /** Ends the connection and the running query, on the server too when it can. */
  abort(): Promise<void>;
  close(): Promise<void>;
}

/** Settings of a connection. */
export interface SqlSessionOptions {
  /** Timeout of the connection, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** Timeout of the next rows, in milliseconds. */
  readonly timeoutMs: number;
  /** Delay before a lost connection is made again, doubled each time, in milliseconds. */
  readonly retryDelayMs: number;
  /** Largest number of bytes that a query may scan, where the server counts them. */
  readonly maxBytesScanned?: number | undefined;
  readonly onProgress?: ((progress: SqlProgress) => void) | undefined;
  /** The function that the user called, for errors. */
  readonly caller: string;
}

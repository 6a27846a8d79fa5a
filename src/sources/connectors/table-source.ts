import type { DataFrame } from "nodejs-polars";
import type { FetchBytesOptions } from "../../http/fetch-bytes.js";
import type { TableReport } from "../../table/schema/table-report.js";

/** A table somewhere else. */
export interface TableSource {
  /** What errors and accounts call it. */
  readonly name: string;
  /** Host it asks, so that several sources do not crowd one server; absent when none is asked. */
  readonly host?: string | undefined;
  /** The whole table, or what is new in it since the watermark of an earlier call. */
  fetch(options?: SourceFetchOptions): Promise<SourceResult>;
}

/** How a source is asked. */
export interface SourceFetchOptions {
  /** What an earlier call gave back; only what is newer is fetched. */
  readonly watermark?: string | null;
  /** Called with a line per step. */
  readonly log?: (line: string) => void;
  /** Gets the account of the rows read. */
  readonly onReport?: (report: TableReport) => void;
  readonly signal?: AbortSignal;
}

/** What a source gave. */
export type SourceResult =
  | {
      readonly kind: "rows";
      readonly frame: DataFrame;
      /** To pass the next time; null when the source cannot say how far it is. */
      readonly watermark: string | null;
      readonly requests: number;
    }
  | { readonly kind: "unchanged"; readonly watermark: string | null; readonly requests: number };

/** How patient a source is; see `fetchBytes`. */
export type SourceRetryOptions = Pick<FetchBytesOptions, "retries" | "retryDelayMs" | "longestWaitMs" | "timeoutMs">;

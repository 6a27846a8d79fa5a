import type { DataFrame } from "nodejs-polars";
import type { FetchBytesOptions } from "../../http/fetch-bytes.js";
import type { TableReport } from "../../table/schema/table-report.js";

/** A remote table. */
export interface TableSource {
  /** Name in errors and reports. */
  readonly name: string;
  /**
   * Host that receives the requests, so that several sources do not overload one server; undefined when there is none.
   */
  readonly host?: string | undefined;
  /** The full table, or what is new in it since the watermark of an earlier call. */
  fetch(options?: SourceFetchOptions): Promise<SourceResult>;
}

/** What to fetch, and who is notified. */
export interface SourceFetchOptions {
  /** Watermark of an earlier result; only what is newer is fetched. */
  readonly watermark?: string | null | undefined;
  /** Called with a line per step. */
  readonly log?: ((line: string) => void) | undefined;
  /** Called with the report on the rows that were read. */
  readonly onReport?: ((report: TableReport) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Rows of a source. */
export type SourceResult =
  | {
      readonly kind: "rows";
      readonly frame: DataFrame;
      /** Watermark for the next call; null when the source has none. */
      readonly watermark: string | null;
      readonly requests: number;
    }
  | { readonly kind: "unchanged"; readonly watermark: string | null; readonly requests: number };

/** Retries and timeouts of a source; see `fetchBytes`. */
export type SourceRetryOptions = Pick<FetchBytesOptions, "retries" | "retryDelayMs" | "maxRetryDelayMs" | "timeoutMs">;

/** Names of `SourceRetryOptions`, for checks of unknown options. */
export const retryOptionNames: readonly (keyof SourceRetryOptions)[] = [
  "retries",
  "retryDelayMs",
  "maxRetryDelayMs",
  "timeoutMs",
];

/** The options of `fetchBytes` among those of a source; `caller` is the source that errors name. */
export function toRequestOptions(
  { retries, retryDelayMs, maxRetryDelayMs, timeoutMs }: SourceRetryOptions,
  signal: AbortSignal | undefined,
  caller: string,
): FetchBytesOptions {
  return { retries, retryDelayMs, maxRetryDelayMs, timeoutMs, signal, caller };
}

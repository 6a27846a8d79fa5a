import type { RequestOptions } from "./send-request.js";

/** What is read of a resource, and how. */
export interface BodyOptions extends Omit<RequestOptions, "method" | "body"> {
  /** First byte. @default 0 */
  readonly start?: number | undefined;
  /** The byte after the last one. @default the end of the resource */
  readonly end?: number | undefined;
  /** The version (`getVersion`) that the bytes must have. @default any */
  readonly version?: string | undefined;
  /** Continues an earlier download of which `offset` bytes are there, while the server's validator is the same. */
  readonly resume?: { readonly offset: number; readonly validator: string } | undefined;
  /**
   * Whether a body may start again from the first byte when it has changed; the reader discards what it has.
   *
   * @default false
   */
  readonly restart?: boolean | undefined;
  /** File name whose extension says that the body is data and not an HTML page. @default the URL's */
  readonly name?: string | undefined;
}

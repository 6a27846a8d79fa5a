import type { S3Client } from "@aws-sdk/client-s3";
import { type CuadernoError, EnvironmentError } from "../../core/errors.js";
import { Retries } from "../../http/retry-policy.js";
import type { S3Settings } from "./get-s3-settings.js";
import { forgetS3Client, loadS3Sdk, type S3Sdk, s3Client } from "./s3-client.js";
import { type S3Operation, s3Error } from "./s3-error.js";

/** A bucket of a service, as the parts of the S3 store use it. */
export interface S3Connection {
  readonly bucket: string;
  /** URL of the service, or `AWS (region)`. */
  readonly service: string;
  /** Function that errors name. */
  readonly caller: string;
  /** Whether the service is not AWS; its conditional writes are tested before they are relied on. */
  readonly isCustom: boolean;
  readonly abort: { readonly abortSignal?: AbortSignal };
  readonly signal: AbortSignal | undefined;
  /** Time without a byte after which a try fails. */
  readonly timeoutMs: number;
  /** Runs an operation with the client and converts its errors. Expired credentials are read again, once. */
  attempt<Result>(about: S3About, work: (client: S3Client, sdk: S3Sdk) => Promise<Result>): Promise<Result>;
  /** The error of a failed operation. */
  toError(cause: unknown, about: S3About): CuadernoError;
  /** Retries of a body that broke off, which the SDK does not repeat. */
  retries(key: string): Retries;
}

/** An operation, for its error. */
export type S3About = Omit<S3Operation, "bucket" | "service" | "caller">;

/** The connection to a bucket; nothing is opened before the first operation. */
export function s3Connection(bucket: string, settings: S3Settings, caller = "s3Store"): S3Connection {
  const { endpoint, signal, timeoutMs = 60_000, retryDelayMs } = settings;
  const service = describeService(settings);
  const toError = (cause: unknown, about: S3About): CuadernoError =>
    s3Error(cause, { ...about, bucket, service, caller });
  const toExpiredError = async (client: S3Client, cause: unknown, about: S3About): Promise<CuadernoError> => {
    const { expiration } = await client.config.credentials();
    return s3Error(cause, { ...about, bucket, service, caller, expiration });
  };
  return {
    bucket,
    service,
    caller,
    isCustom: endpoint !== undefined,
    signal,
    timeoutMs,
    abort: signal === undefined ? {} : { abortSignal: signal },
    toError,
    retries: (key) => new Retries(`s3://${bucket}/${key}`, { caller, retryDelayMs, signal }),
    attempt: async (about, work) => {
      const sdk = await loadS3Sdk();
      const client = await s3Client(settings);
      try {
        return await work(client, sdk);
      } catch (cause) {
        if (!isExpired(cause)) throw toError(cause, about);
        if (settings.credentials !== undefined) throw await toExpiredError(client, cause, about);
      }
      forgetS3Client(settings);
      const renewed = await s3Client(settings);
      try {
        return await work(renewed, sdk);
      } catch (cause) {
        throw isExpired(cause) ? await toExpiredError(renewed, cause, about) : toError(cause, about);
      }
    },
  };
}

/** The service's URL, or `AWS (region)`. */
export function describeService({ endpoint, region }: S3Settings): string {
  return endpoint ?? `AWS (${region ?? "region of its configuration"})`;
}

/** The error for a service that accepts a condition and writes regardless. */
export function ignoredConditionError({ service, caller }: S3Connection, header: string): EnvironmentError {
  return new EnvironmentError(
    `${caller}: ${service} ignores ${header} and overwrites objects, so nothing can be created safely; use a service with conditional writes`,
  );
}

/** The HTTP status of an SDK error. */
export function getStatus(cause: unknown): number | undefined {
  return (cause as { readonly $metadata?: { readonly httpStatusCode?: number } } | undefined)?.$metadata
    ?.httpStatusCode;
}

/** An ETag without its quotes, as conditional requests need it. */
export function unquoteTag(tag: string | undefined): string {
  return (tag ?? "").replaceAll('"', "");
}

function isExpired(cause: unknown): boolean {
  return ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"].includes((cause as Error).name);
}

import type { S3Client } from "@aws-sdk/client-s3";
import { type CuadernoError, EnvironmentError } from "../../core/errors.js";
import { forgetS3Client, loadS3Sdk, type S3Sdk, s3Client } from "./s3-client.js";
import { type S3Attempt, s3Error } from "./s3-error.js";
import type { S3Settings } from "./s3-settings.js";

/** A bucket of a service, as the parts of the S3 store use it. */
export interface S3Connection {
  readonly bucket: string;
  /** The service's address, or `AWS (region)`. */
  readonly service: string;
  /** Whether it is another service than AWS, whose promises are tried before they are relied upon. */
  readonly isCustom: boolean;
  readonly abort: { readonly abortSignal?: AbortSignal };
  readonly signal: AbortSignal | undefined;
  /** How long nothing may come before a try is given up. */
  readonly timeoutMs: number;
  /** Does work with the client; what it throws becomes one sentence. Credentials that have expired are read anew, once. */
  attempt<Result>(about: S3About, work: (client: S3Client, sdk: S3Sdk) => Promise<Result>): Promise<Result>;
}

/** What is being done, for the sentence of a refusal. */
export type S3About = Omit<S3Attempt, "bucket" | "service">;

/** The connection to a bucket; nothing is opened before the first attempt. */
export function s3Connection(bucket: string, settings: S3Settings): S3Connection {
  const { endpoint, region, signal, timeoutMs = 60_000 } = settings;
  const service = endpoint ?? `AWS (${region ?? "region from its configuration"})`;
  const sentence = (cause: unknown, about: S3About): CuadernoError => s3Error(cause, { ...about, bucket, service });
  const expired = async (client: S3Client, cause: unknown, about: S3About): Promise<CuadernoError> => {
    const { expiration } = await client.config.credentials();
    return s3Error(cause, { ...about, bucket, service, expiration });
  };
  return {
    bucket,
    service,
    isCustom: endpoint !== undefined,
    signal,
    timeoutMs,
    abort: signal === undefined ? {} : { abortSignal: signal },
    attempt: async (about, work) => {
      const sdk = await loadS3Sdk();
      const client = await s3Client(settings);
      try {
        return await work(client, sdk);
      } catch (cause) {
        if (!isExpired(cause)) throw sentence(cause, about);
        if (settings.credentials !== undefined) throw await expired(client, cause, about);
      }
      forgetS3Client(settings);
      const fresh = await s3Client(settings);
      try {
        return await work(fresh, sdk);
      } catch (cause) {
        throw isExpired(cause) ? await expired(fresh, cause, about) : sentence(cause, about);
      }
    },
  };
}

/** Refuses with the sentence for a service that takes a condition and writes all the same. */
export function ignoresCondition({ service }: S3Connection, header: string): EnvironmentError {
  return new EnvironmentError(
    `store: ${service} overwrites objects although asked not to (${header}), so nothing can be created safely; use a service with conditional writes`,
  );
}

/** The HTTP status that an error of the SDK stands for. */
export function statusOf(cause: unknown): number | undefined {
  return (cause as { readonly $metadata?: { readonly httpStatusCode?: number } } | undefined)?.$metadata
    ?.httpStatusCode;
}

/** An ETag without its quotes, as conditional requests want it. */
export function plainTag(tag: string | undefined): string {
  return (tag ?? "").replaceAll('"', "");
}

function isExpired(cause: unknown): boolean {
  return ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"].includes((cause as Error).name);
}

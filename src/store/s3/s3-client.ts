import type { S3Client, S3ClientConfig } from "@aws-sdk/client-s3";
import { EnvironmentError } from "../../core/errors.js";
import type { S3Settings } from "./s3-settings.js";

/** The parts of the AWS SDK that the store uses. */
export type S3Sdk = typeof import("@aws-sdk/client-s3");

const clients = new Map<string, Promise<S3Client>>();

/** The AWS SDK, loaded at the first call. */
export async function loadS3Sdk(): Promise<S3Sdk> {
  try {
    return await import("@aws-sdk/client-s3");
  } catch (cause) {
    throw new EnvironmentError(
      'store: s3:// needs the package "@aws-sdk/client-s3", which does not load; run "npm install @aws-sdk/client-s3 @aws-sdk/lib-storage"',
      { cause },
    );
  }
}

/** The client for an endpoint and key pair: one for all stores of a process, for it holds the open connections. */
export function s3Client(settings: S3Settings): Promise<S3Client> {
  const { signal: _, ...identity } = settings;
  const name = JSON.stringify(identity);
  const known = clients.get(name);
  if (known !== undefined) return known;
  const made = makeClient(settings);
  clients.set(name, made);
  return made;
}

/** Makes the next call build its client anew, with credentials read again. */
export function forgetS3Client(settings: S3Settings): void {
  const { signal: _, ...identity } = settings;
  clients.delete(JSON.stringify(identity));
}

async function makeClient(settings: S3Settings): Promise<S3Client> {
  const { S3Client } = await loadS3Sdk();
  const { endpoint, region, profile, credentials, pathStyle, checksums, timeoutMs = 60_000 } = settings;
  const isCustom = endpoint !== undefined;
  const checksumMode = (checksums ?? (isCustom ? "when-required" : "when-supported")).toUpperCase().replace("-", "_");
  const calculation = checksumMode as "WHEN_REQUIRED" | "WHEN_SUPPORTED";
  const config: S3ClientConfig = {
    retryMode: "standard",
    maxAttempts: 4,
    forcePathStyle: pathStyle ?? isCustom,
    followRegionRedirects: true,
    requestChecksumCalculation: calculation,
    responseChecksumValidation: calculation,
    requestHandler: {
      connectionTimeout: 10_000,
      requestTimeout: 2 * timeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: 64 },
      httpsAgent: { keepAlive: true, maxSockets: 64 },
    },
    ...(isCustom && { endpoint, region: region ?? "us-east-1" }),
    ...(!isCustom && region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    // Not in the SDK's types, but handed to its readers of profiles: else a token that was renewed in the file is never seen.
    ...{ ignoreCache: true },
    ...(credentials !== undefined && { credentials: { ...credentials } }),
  };
  return new S3Client(config);
}

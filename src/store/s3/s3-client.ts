import type { S3Client, S3ClientConfig } from "@aws-sdk/client-s3";
import { EnvironmentError } from "../../core/errors.js";
import { addBodyTimeout } from "./add-body-timeout.js";
import type { S3Settings } from "./get-s3-settings.js";
import { readHandler } from "./reads/read-handler.js";

/** The AWS SDK for S3. */
export type S3Sdk = typeof import("@aws-sdk/client-s3");

const clients = new Map<string, Promise<S3Client>>();

/** The AWS SDK, loaded by the first call. */
export async function loadS3Sdk(): Promise<S3Sdk> {
  try {
    return await import("@aws-sdk/client-s3");
  } catch (cause) {
    throw new EnvironmentError(
      'store: s3:// needs the package "@aws-sdk/client-s3", which cannot be loaded; run "npm install @aws-sdk/client-s3"',
      { cause },
    );
  }
}

/** The client for an endpoint and key pair; all stores of a process share it, because it holds the open connections. */
export function s3Client(settings: S3Settings): Promise<S3Client> {
  const name = clientKey(settings);
  const known = clients.get(name);
  if (known !== undefined) return known;
  const created = createClient(settings);
  clients.set(name, created);
  return created;
}

/** Makes the next call create its client again, with credentials that are read again. */
export function forgetS3Client(settings: S3Settings): void {
  clients.delete(clientKey(settings));
}

function clientKey({ signal: _, retryDelayMs: __, ...identity }: S3Settings): string {
  return JSON.stringify(identity);
}

async function createClient(settings: S3Settings): Promise<S3Client> {
  const { S3Client } = await loadS3Sdk();
  const { endpoint, region, profile, credentials, pathStyle, checksums, timeoutMs = 60_000 } = settings;
  const isCustom = endpoint !== undefined;
  const checksumMode = (checksums ?? (isCustom ? "when-required" : "when-supported")).toUpperCase().replace("-", "_");
  const [connectMs, responseMs] = [10_000, 2 * timeoutMs];
  const calculation = checksumMode as "WHEN_REQUIRED" | "WHEN_SUPPORTED";
  const config: S3ClientConfig = {
    retryMode: "standard",
    maxAttempts: 5,
    forcePathStyle: pathStyle ?? isCustom,
    followRegionRedirects: true,
    requestChecksumCalculation: calculation,
    responseChecksumValidation: calculation,
    requestHandler: {
      connectionTimeout: connectMs,
      requestTimeout: responseMs,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: 64 },
      httpsAgent: { keepAlive: true, maxSockets: 64 },
    },
    ...(isCustom && { endpoint, region: region ?? "us-east-1" }),
    ...(!isCustom && region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    // Missing in the SDK's types, but passed to its profile readers: otherwise a token renewed in the file is never
    // seen.
    ...{ ignoreCache: true },
    ...(credentials !== undefined && { credentials: toIdentity(credentials) }),
  };
  const client = new S3Client(config);
  const { requestHandler } = client.config;
  client.config.requestHandler = Object.assign(Object.create(requestHandler), {
    handle: readHandler(requestHandler, { connectMs, responseMs }),
  });
  addBodyTimeout(client, timeoutMs);
  return client;
}

function toIdentity({
  accessKeyId,
  secretAccessKey,
  sessionToken,
  expiration,
}: NonNullable<S3Settings["credentials"]>) {
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    ...(expiration !== undefined && { expiration }),
  };
}

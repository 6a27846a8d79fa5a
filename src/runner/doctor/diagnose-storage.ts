import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CuadernoError } from "../../core/errors.js";
import { type OpenedStore, openStore } from "../../store/open-store-with.js";
import { callerIdentity } from "../../store/s3/caller-identity.js";
import { getS3Settings, type S3Settings } from "../../store/s3/get-s3-settings.js";
import { parseS3Uri } from "../../store/s3/parse-s3-uri.js";
import { s3Client } from "../../store/s3/s3-client.js";
import { s3Connection } from "../../store/s3/s3-connection.js";
import type { Diagnosis } from "./diagnosis.js";

/** Options of `diagnoseStorage`. */
export interface DiagnoseStorageOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** Whether a small object is written and removed again. */
  readonly write: boolean;
}

/**
 * The account, the endpoint and the permission of a write to a URI. Nothing is written to S3 unless `write` is true.
 */
export async function diagnoseStorage(uri: string, options: DiagnoseStorageOptions): Promise<readonly Diagnosis[]> {
  const { environment, signal, write } = options;
  const found: Diagnosis[] = [];
  const add = (what: string, state: Diagnosis["state"], text: string): void => void found.push({ what, state, text });
  const settings = { ...(await getS3Settings(environment, "doctor")), signal, timeoutMs: 10_000 };
  try {
    const isS3 = /^s3[an]?:\/\//i.test(uri);
    if (isS3) {
      const { bucket, key } = parseS3Uri(uri);
      found.push(...(await diagnoseAccount(bucket, settings, environment)));
      const { attempt, abort, service } = s3Connection(bucket, settings);
      await attempt({ verb: "read" }, (client, { ListObjectsV2Command }) =>
        client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: key || undefined, MaxKeys: 1 }), abort),
      );
      add("bucket", "ok", `s3://${bucket} is reachable at ${service}`);
    }
    if (/^https?:/i.test(uri)) add("storage", "note", `${uri} is read over HTTP, which is read-only`);
    else if (write || !isS3) {
      const isLocal = !/^[a-z][a-z0-9+.-]+:\/\//i.test(uri) || /^file:/i.test(uri);
      const folder = isLocal ? nearestFolder(toFolder(uri), options.cwd) : toFolder(uri);
      found.push(await tryToWrite(folder, await openStore(folder, options)));
    } else add("writing", "note", "not tried; --write writes a small object and removes it");
  } catch (thrown) {
    if (!(thrown instanceof CuadernoError) || thrown.kind === "interrupted") throw thrown;
    found.push({ what: "storage", state: "problem", text: thrown.message, fix: getFix(thrown, uri, settings) });
  }
  return found;
}

async function diagnoseAccount(
  bucket: string,
  settings: S3Settings,
  environment: DiagnoseStorageOptions["environment"],
): Promise<readonly Diagnosis[]> {
  const { endpoint, profile, credentials } = settings;
  const origin = credentials ? "AWS_ACCESS_KEY_ID" : profile ? `profile ${profile}` : "the AWS chain";
  const { keys, region } = await s3Connection(bucket, settings).attempt({ verb: "read" }, async () => {
    const { config } = await s3Client(settings);
    return { keys: await config.credentials(), region: await config.region() };
  });
  const until = keys.expiration === undefined ? "" : `, until ${keys.expiration.toISOString()}`;
  const isPathStyle = settings.pathStyle ?? endpoint !== undefined;
  const line = (what: string, text: string, state: Diagnosis["state"] = "ok"): Diagnosis => ({ what, state, text });
  const stsEndpoint = environment.AWS_ENDPOINT_URL_STS || environment.AWS_ENDPOINT_URL || undefined;
  const canIdentify = endpoint === undefined || stsEndpoint !== undefined;
  const identity = canIdentify ? await callerIdentity(settings, { now: new Date(), endpoint: stsEndpoint }) : undefined;
  const unknown = canIdentify
    ? `${stsEndpoint ?? "AWS STS"} did not identify the key`
    : "not checked: the endpoint is not AWS; set AWS_ENDPOINT_URL_STS to check";
  return [
    line("account", `key ${masked(keys.accessKeyId)} from ${origin}${keys.sessionToken ? ", temporary" : ""}${until}`),
    line("identity", identity ?? unknown, identity === undefined ? "note" : "ok"),
    line("endpoint", endpoint ?? `AWS, https://s3.${region}.amazonaws.com`),
    line("region", region),
    line("buckets", isPathStyle ? "in the path (path style)" : "in the host name"),
  ];
}

/** The start and end of a key's id. */
function masked(id: string): string {
  return id.length < 12 ? `${id.slice(0, 2)}...` : `${id.slice(0, 4)}...${id.slice(-4)}`;
}

/** The nearest existing folder, since a check must not create any. */
function nearestFolder(folder: string, cwd: string): string {
  let path = resolve(cwd, /^file:/i.test(folder) ? fileURLToPath(folder) : folder);
  while (!existsSync(path) && path !== dirname(path)) path = dirname(path);
  return path.endsWith("/") ? path : `${path}/`;
}

async function tryToWrite(folder: string, { store, key }: OpenedStore): Promise<Diagnosis> {
  const probe = `${key}cuaderno-doctor-${randomUUID()}`;
  try {
    await store.write(probe, new TextEncoder().encode("cuaderno doctor\n"));
    await store.read(probe);
  } finally {
    await store.remove(probe).catch(() => undefined);
  }
  return { what: "writing", state: "ok", text: `a small object was written to ${folder}, read and removed` };
}

function toFolder(uri: string): string {
  if (/^s3[an]?:\/\/[^/]+$/i.test(uri)) return `${uri}/`;
  if (!/^[a-z0-9+.-]+:\/\//i.test(uri)) return `${uri.replace(/\/$/, "")}/`;
  return uri.slice(0, uri.lastIndexOf("/") + 1);
}

function getFix({ kind, message }: CuadernoError, uri: string, { endpoint, profile }: S3Settings): string {
  if (/bucket ".*" does not exist/.test(message)) return `cuaderno s3 ensure s3://${parseS3Uri(uri).bucket}`;
  if (/no credentials|access key|secret key/.test(message) && profile !== undefined) {
    return `aws configure --profile ${profile}`;
  }
  if (/no credentials|access key|secret key/.test(message)) {
    return "export AWS_ACCESS_KEY_ID=... AWS_SECRET_ACCESS_KEY=...   # or AWS_PROFILE=...";
  }
  if (/expired/.test(message)) return `aws sso login${profile === undefined ? "" : ` --profile ${profile}`}`;
  if (/no region/.test(message)) return "export AWS_REGION=us-east-1";
  if (/connection refused|unknown host|no connection|no response/.test(message)) {
    return endpoint === undefined
      ? "export AWS_ENDPOINT_URL_S3=http://127.0.0.1:9000"
      : "docker compose up -d --wait s3";
  }
  if (/disk is full/.test(message)) return "df -h .   # then remove what is not needed";
  if (/no permission|read-only/.test(message)) return `chmod u+w ${toFolder(uri)}   # or choose another folder`;
  if (/no S3 service|speak https/.test(message)) return "export AWS_ENDPOINT_URL_S3=http://127.0.0.1:9000";
  if (/^s3/i.test(uri)) {
    return kind === "access"
      ? "ask the owner of the bucket for s3:PutObject and s3:ListBucket"
      : `cuaderno doctor ${uri} --debug`;
  }
  return `ls -la ${uri}`;
}

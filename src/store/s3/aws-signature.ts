import { createHash, createHmac } from "node:crypto";
import type { S3Credentials } from "./s3-settings.js";

/** A request that is to be signed. */
export interface SignableRequest {
  readonly method: string;
  /** Percent-encoded already. */
  readonly path: string;
  /** Percent-encoded already, its names in order. */
  readonly query: string;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body, or `UNSIGNED-PAYLOAD` where the service allows it. */
  readonly bodyHash: string;
  /** What the signature is good for, as `awsScope` gives it. */
  readonly scope: string;
  /** As `awsStamp` gives it. */
  readonly stamp: string;
  readonly keys: S3Credentials;
}

/** The signature of a request by AWS signature version 4. */
export function awsSignature({ method, path, query, headers, bodyHash, scope, stamp, keys }: SignableRequest): string {
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const canonical = [method, path, query, lines, names.join(";"), bodyHash].join("\n");
  const text = ["AWS4-HMAC-SHA256", stamp, scope, createHash("sha256").update(canonical).digest("hex")].join("\n");
  const signing = scope.split("/").reduce<string | Buffer>(hmac, `AWS4${keys.secretAccessKey}`);
  return hmac(signing, text).toString("hex");
}

/** A time as AWS writes it: `20261121T081009Z`. */
export function awsStamp(now: Date): string {
  return now.toISOString().replace(/[-:]|\.\d+/g, "");
}

/** The day, region and service that a signature is good for. */
export function awsScope(stamp: string, region: string, service: string): string {
  return `${stamp.slice(0, 8)}/${region}/${service}/aws4_request`;
}

function hmac(secret: string | Buffer, text: string): Buffer {
  return createHmac("sha256", secret).update(text).digest();
}

import { createHash, createHmac } from "node:crypto";
import type { S3Credentials } from "./s3-settings.js";

/** A request that is to be signed. */
export interface SignedRequest {
  readonly method: string;
  readonly protocol: string;
  readonly host: string;
  /** Percent-encoded already. */
  readonly path: string;
  /** Further names and values of the query. */
  readonly query?: readonly (readonly [string, string])[];
  readonly service: string;
  readonly region: string;
  /** SHA-256 of the body, or `UNSIGNED-PAYLOAD` where the service allows it. */
  readonly bodyHash: string;
  readonly keys: S3Credentials;
  readonly expiresSeconds: number;
  readonly now: Date;
}

/** The address of a request with AWS signature version 4 in its query. */
export function signedUrl(request: SignedRequest): string {
  const {
    method,
    protocol,
    host,
    path,
    query: given = [],
    service,
    region,
    bodyHash,
    keys,
    expiresSeconds,
    now,
  } = request;
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const scope = `${stamp.slice(0, 8)}/${region}/${service}/aws4_request`;
  const query = [
    ...given,
    ["X-Amz-Algorithm", "AWS4-HMAC-SHA256"],
    ["X-Amz-Credential", `${keys.accessKeyId}/${scope}`],
    ["X-Amz-Date", stamp],
    ["X-Amz-Expires", `${expiresSeconds}`],
    ...(keys.sessionToken === undefined ? [] : [["X-Amz-Security-Token", keys.sessionToken]]),
    ["X-Amz-SignedHeaders", "host"],
  ]
    .map(([name = "", value = ""]) => `${name}=${percentEncoded(value)}`)
    .sort()
    .join("&");
  const canonical = [method, path, query, `host:${host}\n`, "host", bodyHash].join("\n");
  const text = ["AWS4-HMAC-SHA256", stamp, scope, createHash("sha256").update(canonical).digest("hex")].join("\n");
  const signing = scope.split("/").reduce<string | Buffer>(hmac, `AWS4${keys.secretAccessKey}`);
  return `${protocol}//${host}${path}?${query}&X-Amz-Signature=${hmac(signing, text).toString("hex")}`;
}

/** A text as AWS percent-encodes it: all but letters, digits and `-_.~`. */
export function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hmac(secret: string | Buffer, text: string): Buffer {
  return createHmac("sha256", secret).update(text).digest();
}

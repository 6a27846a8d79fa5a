import { awsScope, awsSignature, awsStamp } from "./aws-signature.js";
import type { S3Credentials } from "./s3-settings.js";

/** A request that is to be signed. */
export interface SignedRequest {
  readonly method: string;
  readonly protocol: string;
  readonly host: string;
  /** Percent-encoded already. */
  readonly path: string;
  readonly region: string;
  readonly keys: S3Credentials;
  readonly expiresSeconds: number;
  readonly now: Date;
}

/** The address of a request to S3 with AWS signature version 4 in its query; the body is not signed. */
export function signedUrl(request: SignedRequest): string {
  const { method, protocol, host, path, region, keys, expiresSeconds, now } = request;
  const stamp = awsStamp(now);
  const scope = awsScope(stamp, region, "s3");
  const query = [
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
  const headers = { host };
  const signature = awsSignature({
    ...{ method, path, query, headers, bodyHash: "UNSIGNED-PAYLOAD", scope, stamp, keys },
  });
  return `${protocol}//${host}${path}?${query}&X-Amz-Signature=${signature}`;
}

/** A text as AWS percent-encodes it: all but letters, digits and `-_.~`. */
export function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

import { Retries } from "../../http/retry-policy.js";
import { sendRequest } from "../../http/send-request.js";
import type { S3Settings } from "./get-s3-settings.js";
import { s3Client } from "./s3-client.js";

const body = "Action=GetCallerIdentity&Version=2011-06-15";

/**
 * The ARN of the credentials' owner, as AWS STS at `endpoint` reports it (default: AWS); undefined when it does not.
 */
export async function callerIdentity(
  settings: S3Settings,
  { now, endpoint }: { readonly now: Date; readonly endpoint?: string | undefined },
): Promise<string | undefined> {
  const { SignatureV4 } = await import("@smithy/signature-v4");
  const { config } = await s3Client(settings);
  const region = await config.region();
  const { protocol, host, hostname, port } = new URL(endpoint ?? `https://sts.${region}.amazonaws.com`);
  const signer = new SignatureV4({ credentials: config.credentials, region, service: "sts", sha256: config.sha256 });
  const { headers } = await signer.sign(
    {
      ...{ method: "POST", protocol, hostname, path: "/", query: {}, body },
      ...(port !== "" && { port: Number(port) }),
      headers: { host, "content-type": "application/x-www-form-urlencoded" },
    },
    { signingDate: now },
  );
  const url = `${protocol}//${host}/`;
  const options = { caller: "callerIdentity", timeoutMs: 5_000, retries: 0, signal: settings.signal };
  const { host: _, ...sent } = headers;
  const request = { ...options, method: "POST", headers: sent, body } as const;
  try {
    const { response, idle } = await sendRequest(url, request, new Retries(url, options));
    const text = await response.text();
    idle.stop();
    return /<Arn>([^<]+)<\/Arn>/.exec(text)?.[1];
  } catch {
    return undefined;
  }
}

import type { S3Settings } from "./get-s3-settings.js";
import { s3Client } from "./s3-client.js";

/** The options by which the table engine reads S3: the endpoint, region and credentials that the store uses. */
export async function s3CloudOptions(settings: S3Settings): Promise<Readonly<Record<string, string>>> {
  const client = await s3Client(settings);
  const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials();
  const region = await client.config.region();
  const { endpoint } = settings;
  return {
    aws_access_key_id: accessKeyId,
    aws_secret_access_key: secretAccessKey,
    aws_region: region,
    ...(sessionToken !== undefined && { aws_session_token: sessionToken }),
    ...(endpoint !== undefined && { aws_endpoint_url: endpoint }),
    ...(endpoint?.startsWith("http:") && { aws_allow_http: "true" }),
  };
}

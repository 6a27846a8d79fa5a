import { ArgumentError } from "../../core/errors.js";
import { awsEnvironment } from "../../host/aws-environment.js";
import { getS3Settings } from "../../store/s3/get-s3-settings.js";
import { parseS3Uri } from "../../store/s3/parse-s3-uri.js";
import { presignUrl as presignWith } from "../../store/s3/presign-s3-url.js";

/**
 * A URL that reads (or with "PUT" writes) `s3://bucket/key` without credentials, for an hour or `expiresSeconds` (at
 * most a week). It is signed with the credentials of the environment; no request is sent.
 *
 * @throws ArgumentError for a URI that does not name an object.
 * @example const url = await presignUrl("s3://lake/raw/sales.csv", { expiresSeconds: 3600 });
 */
export async function presignUrl(
  uri: string,
  options: { readonly method?: "GET" | "PUT" | undefined; readonly expiresSeconds?: number | undefined } = {},
): Promise<string> {
  const object = parseS3Uri(uri, "presignUrl");
  if (object.key === "")
    throw new ArgumentError(`presignUrl: ${uri} does not name an object; expected s3://bucket/key`);
  return presignWith(object, await getS3Settings(awsEnvironment(), "presignUrl"), { ...options, now: new Date() });
}

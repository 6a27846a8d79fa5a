import { ArgumentError } from "../../core/errors.js";
import { awsEnvironment } from "../../host/aws-environment.js";
import { parseS3Uri } from "../../store/s3/parse-s3-uri.js";
import { presignUrl as presignWith } from "../../store/s3/presign-url.js";
import { s3Settings } from "../../store/s3/s3-settings.js";

/**
 * A link by which whoever has it reads (or with "PUT" writes) `s3://bucket/key` without credentials, for an hour or `expiresSeconds`
 * (at most a week). The link is signed with the keys of the environment; nothing is asked of the service.
 */
export async function presignUrl(
  uri: string,
  options: { readonly method?: "GET" | "PUT"; readonly expiresSeconds?: number } = {},
): Promise<string> {
  const object = parseS3Uri(uri);
  if (object.key === "") throw new ArgumentError(`presignUrl: ${uri} names no object; write s3://bucket/key`);
  return presignWith(object, s3Settings(awsEnvironment()), { ...options, now: new Date() });
}

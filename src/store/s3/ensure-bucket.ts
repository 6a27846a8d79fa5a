import type { S3Settings } from "./get-s3-settings.js";
import { loadS3Sdk, s3Client } from "./s3-client.js";
import { describeService, getStatus } from "./s3-connection.js";
import { s3Error } from "./s3-error.js";

/** Creates a bucket when it does not exist; `created` says whether it did. Calling it again changes nothing. */
export async function ensureBucket(
  bucket: string,
  settings: S3Settings,
  caller = "s3 ensure",
): Promise<{ readonly created: boolean; readonly region: string }> {
  const { CreateBucketCommand, HeadBucketCommand, ListObjectsV2Command } = await loadS3Sdk();
  const abort = settings.signal === undefined ? {} : { abortSignal: settings.signal };
  try {
    const client = await s3Client(settings);
    const region = await client.config.region();
    try {
      await client.send(new HeadBucketCommand({ Bucket: bucket }), abort);
      return { created: false, region };
    } catch (cause) {
      // A response to HEAD has no body; a listing says whether the key, the secret or the permission is wrong.
      if (getStatus(cause) === 403) await client.send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 }), abort);
      if (getStatus(cause) !== 404) throw cause;
    }
    const needsRegion = settings.endpoint === undefined && region !== "us-east-1";
    await client.send(
      new CreateBucketCommand({
        Bucket: bucket,
        ...(needsRegion && { CreateBucketConfiguration: { LocationConstraint: region as never } }),
      }),
      abort,
    );
    return { created: true, region };
  } catch (cause) {
    if ((cause as Error).name === "BucketAlreadyOwnedByYou") return { created: false, region: settings.region ?? "" };
    throw s3Error(cause, { caller, verb: "create", bucket, service: describeService(settings) });
  }
}

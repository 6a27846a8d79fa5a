import { loadS3Sdk, s3Client } from "./s3-client.js";
import { statusOf } from "./s3-connection.js";
import { s3Error } from "./s3-error.js";
import type { S3Settings } from "./s3-settings.js";

/** Makes a bucket when it is not there; whether it was made. Calling it again changes nothing. */
export async function ensureBucket(
  bucket: string,
  settings: S3Settings,
): Promise<{ readonly made: boolean; readonly region: string }> {
  const { CreateBucketCommand, HeadBucketCommand, ListObjectsV2Command } = await loadS3Sdk();
  const service = settings.endpoint ?? `AWS (${settings.region ?? "region from its configuration"})`;
  const abort = settings.signal === undefined ? {} : { abortSignal: settings.signal };
  try {
    const client = await s3Client(settings);
    const region = await client.config.region();
    try {
      await client.send(new HeadBucketCommand({ Bucket: bucket }), abort);
      return { made: false, region };
    } catch (cause) {
      // A HEAD answer has no body; a listing says whether the key, the secret or the right is wrong.
      if (statusOf(cause) === 403) await client.send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 }), abort);
      if (statusOf(cause) !== 404) throw cause;
    }
    const elsewhere = settings.endpoint === undefined && region !== "us-east-1";
    await client.send(
      new CreateBucketCommand({
        Bucket: bucket,
        ...(elsewhere && { CreateBucketConfiguration: { LocationConstraint: region as never } }),
      }),
      abort,
    );
    return { made: true, region };
  } catch (cause) {
    if ((cause as Error).name === "BucketAlreadyOwnedByYou") return { made: false, region: settings.region ?? "" };
    throw s3Error(cause, { verb: "make", bucket, service });
  }
}

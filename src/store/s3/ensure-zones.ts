import { s3Connection, statusOf } from "./s3-connection.js";
import type { S3Settings } from "./s3-settings.js";

/** Makes a folder mark (`raw/`) for each zone of a bucket that has none, so that every S3 browser shows it; the zones made. */
export async function ensureZones(
  bucket: string,
  zones: readonly string[],
  settings: S3Settings,
): Promise<readonly string[]> {
  const { abort, attempt } = s3Connection(bucket, settings);
  const made: string[] = [];
  for (const zone of zones) {
    const object = { Bucket: bucket, Key: `${zone}/` };
    await attempt({ verb: "write", key: object.Key }, async (client, { HeadObjectCommand, PutObjectCommand }) => {
      try {
        await client.send(new HeadObjectCommand(object), abort);
      } catch (cause) {
        if (statusOf(cause) !== 404) throw cause;
        await client.send(new PutObjectCommand({ ...object, Body: new Uint8Array(0), ContentLength: 0 }), abort);
        made.push(zone);
      }
    });
  }
  return made;
}

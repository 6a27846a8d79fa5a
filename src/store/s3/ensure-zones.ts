import type { S3Settings } from "./get-s3-settings.js";
import { getStatus, s3Connection } from "./s3-connection.js";

/**
 * Creates a folder object (`raw/`) for each zone that has none, so that every S3 browser shows it; returns the zones
 * created.
 */
export async function ensureZones(
  bucket: string,
  zones: readonly string[],
  settings: S3Settings,
  caller = "s3 ensure",
): Promise<readonly string[]> {
  const { abort, attempt } = s3Connection(bucket, settings, caller);
  const created: string[] = [];
  for (const zone of zones) {
    const object = { Bucket: bucket, Key: `${zone}/` };
    await attempt({ verb: "write", key: object.Key }, async (client, { HeadObjectCommand, PutObjectCommand }) => {
      try {
        await client.send(new HeadObjectCommand(object), abort);
      } catch (cause) {
        if (getStatus(cause) !== 404) throw cause;
        await client.send(new PutObjectCommand({ ...object, Body: new Uint8Array(0), ContentLength: 0 }), abort);
        created.push(zone);
      }
    });
  }
  return created;
}

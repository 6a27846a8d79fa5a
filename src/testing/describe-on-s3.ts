import { afterAll, beforeAll, describe, vi } from "vitest";
import { ensureBucket } from "../store/s3/ensure-bucket.js";
import { type S3Server, s3ServerKinds } from "./s3-server.js";

/** Tests with a real S3 server, with a bucket, that the environment points to. They are skipped where no server is on PATH. */
export function describeOnS3(title: string, bucket: string, tests: () => void): void {
  const kind = s3ServerKinds()
    .toReversed()
    .find(({ missing }) => missing === undefined);
  describe.skipIf(kind === undefined)(
    `${title} on S3 (neither moto_server nor radosgw is on PATH when skipped)`,
    () => {
      let server: S3Server | undefined;
      beforeAll(async () => {
        server = await kind?.start();
        const { endpoint = "", accessKeyId = "", secretAccessKey = "" } = server ?? {};
        vi.stubEnv("AWS_ENDPOINT_URL_S3", endpoint);
        vi.stubEnv("AWS_ACCESS_KEY_ID", accessKeyId);
        vi.stubEnv("AWS_SECRET_ACCESS_KEY", secretAccessKey);
        await ensureBucket(bucket, { endpoint, credentials: { accessKeyId, secretAccessKey } });
      }, 120_000);
      afterAll(async () => {
        vi.unstubAllEnvs();
        await server?.stop();
      });
      tests();
    },
  );
}

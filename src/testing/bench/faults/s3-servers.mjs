import { importTesting } from "./typescript.mjs";

/**
 * Every S3 server that is installed (or the fastest one), with the variables of its bucket `faults`; a server is stopped when the next
 * one is requested.
 */
export async function* startS3Servers({ first = false } = {}) {
  const { s3ServerKinds } = await importTesting("s3-server");
  const kinds = s3ServerKinds();
  const fastest = kinds.find(({ name, missing }) => name === "moto" && missing === undefined);
  for (const kind of first && fastest !== undefined ? [fastest] : kinds) {
    if (kind.missing !== undefined) {
      yield { name: `${kind.name} (${kind.missing})` };
      continue;
    }
    const server = await kind.start();
    try {
      const env = {
        AWS_ENDPOINT_URL_S3: server.endpoint,
        AWS_ACCESS_KEY_ID: server.accessKeyId,
        AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
        AWS_REGION: "us-east-1",
        AWS_PROFILE: "",
      };
      await createBucket(env);
      yield { name: kind.name, env };
    } finally {
      await server.stop();
    }
  }
}

async function createBucket(env) {
  const { CreateBucketCommand, S3Client } = await import("@aws-sdk/client-s3");
  const client = new S3Client({
    endpoint: env.AWS_ENDPOINT_URL_S3,
    region: env.AWS_REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY },
  });
  await client.send(new CreateBucketCommand({ Bucket: "faults" }));
  client.destroy();
}

import type { Command } from "commander";
import { ArgumentError } from "../core/errors.js";
import { ensureBucket } from "../store/ensure-bucket.js";
import { s3Settings } from "../store/s3-settings.js";
import { splitS3Uri } from "../store/split-s3-uri.js";
import { type CommandContext, examples } from "./command.js";

/** `cuaderno s3`: buckets of the S3 service that the environment names. */
export function define(command: Command, context: CommandContext): void {
  command
    .command("ensure")
    .argument("<uris...>", "one or more of s3://bucket")
    .description("make each bucket when it is not there; running it again changes nothing")
    .action((uris: string[]) => ensure(context, uris));
  command.addHelpText(
    "after",
    examples(
      "cuaderno s3 ensure s3://cuaderno-raw s3://cuaderno-refined",
      "AWS_ENDPOINT_URL_S3=http://localhost:9000 cuaderno s3 ensure s3://cuaderno",
    ),
  );
}

async function ensure(context: CommandContext, uris: readonly string[]): Promise<void> {
  const buckets = uris.map((uri) => {
    if (!/^s3[an]?:\/\//i.test(uri)) throw new ArgumentError(`s3 ensure: ${uri} is no bucket; write s3://${uri}`);
    const { bucket, key } = splitS3Uri(uri);
    if (key !== "") throw new ArgumentError(`s3 ensure: ${uri} names an object; a bucket is s3://${bucket}`);
    return bucket;
  });
  const settings = { ...s3Settings(context.environment), signal: context.signal };
  const service = settings.endpoint ?? "AWS";
  const results = [];
  for (const bucket of buckets) {
    const { made, region } = await ensureBucket(bucket, settings);
    context.print(`s3://${bucket} ${made ? "made" : "is there"} at ${service}, region ${region}`);
    results.push({ bucket, made, endpoint: settings.endpoint ?? null, region });
  }
  context.result({ buckets: results });
}

import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type S3Server, s3ServerKinds } from "../testing/s3-server.js";
import type { CommandContext } from "./command.js";
import { define } from "./s3.js";

const kind = s3ServerKinds()
  .toReversed()
  .find(({ missing }) => missing === undefined);

describe("cuaderno s3 ensure", () => {
  it.each([
    ["bucket", /bucket is no bucket; write s3:\/\/bucket/],
    ["s3://bucket/key", /s3:\/\/bucket\/key names an object; a bucket is s3:\/\/bucket/],
    ["s3://", /names no bucket; write s3:\/\/bucket\/key/],
  ])("refuses %s before it does anything", async (uri, message) => {
    await expect(run(["ensure", "s3://fine", uri], { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1" })).rejects.toThrow(
      message,
    );
  });

  describe.skipIf(kind === undefined)(
    "against a server (neither moto_server nor radosgw is on PATH when skipped)",
    () => {
      let server: S3Server | undefined;
      beforeAll(async () => {
        server = await kind?.start();
      });
      afterAll(async () => {
        await server?.stop();
      });

      it("makes what is missing, leaves what is there, and says where", async () => {
        const environment = {
          AWS_ENDPOINT_URL_S3: server?.endpoint,
          AWS_ACCESS_KEY_ID: server?.accessKeyId,
          AWS_SECRET_ACCESS_KEY: server?.secretAccessKey,
        };
        expect((await run(["ensure", "s3://first"], environment)).lines).toEqual([
          `s3://first made at ${server?.endpoint}, region us-east-1`,
        ]);
        const again = await run(["ensure", "s3://first/", "s3://second"], environment);
        expect(again.lines).toEqual([
          `s3://first is there at ${server?.endpoint}, region us-east-1`,
          `s3://second made at ${server?.endpoint}, region us-east-1`,
        ]);
        expect(again.result).toMatchObject({
          buckets: [
            { bucket: "first", made: false },
            { bucket: "second", made: true },
          ],
        });
      });
    },
  );
});

async function run(
  words: readonly string[],
  environment: CommandContext["environment"],
): Promise<{ readonly lines: readonly string[]; readonly result: unknown }> {
  const lines: string[] = [];
  let result: unknown;
  const command = new Command("s3");
  define(command, {
    environment,
    cwd: "/",
    signal: new AbortController().signal,
    json: false,
    quiet: false,
    color: false,
    print: (line) => lines.push(line),
    note: () => undefined,
    progress: () => undefined,
    result: (value) => {
      result = value;
    },
  });
  await command.parseAsync([...words], { from: "user" });
  return { lines, result };
}

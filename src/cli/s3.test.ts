import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { openTracker } from "../io/tracker/open-tracker.js";
import { callCommand } from "../testing/call-command.js";
import { type S3Server, s3ServerKinds } from "../testing/s3-server.js";
import { rootFolder } from "../testing/source-files.js";
import type { Run } from "../tracking/tracker.js";
import type { CommandContext } from "./command.js";
import { define as defineRuns } from "./runs.js";
import { define } from "./s3.js";

const main = join(rootFolder, "dist", "cli", "main.js");
const kind = s3ServerKinds()
  .toReversed()
  .find(({ missing }) => missing === undefined);

describe("cuaderno s3", () => {
  it.each([
    [["ensure", "s3://fine", "--ttl", "tmp/"], /--ttl: expected prefix=days, got "tmp\/"; for example tmp\/=60d/],
    [["ensure", "s3://fine", "--ttl", "tmp/=0d"], /expected prefix=days/],
    [["ensure", "s3://fine", "--zones", "a/b"], /--zones: invalid name "a\/b"/],
    [["presign", "s3://fine/a", "--expires", "soon"], /--expires: expected a time such as 30m, 12h or 7d, got "soon"/],
    [
      ["presign", "s3://fine/a", "--expires", "8d"],
      /presignUrl: expiresSeconds: expected an integer in 1..604800 \(7 days\), got 691200/,
    ],
    [["presign", "s3://fine"], /does not name an object/],
    [["cp", "s3://fine", "here"], /does not name an object/],
    [["ls", "fine"], /s3 ls: invalid S3 URI "fine"; expected s3:\/\/bucket\/prefix/],
    [["ls", "s3://fine", "--limit", "0"], /--limit: expected an integer >= 1, got "0"/],
  ])("rejects %j before it does anything", async (words, message) => {
    await expect(run(words, { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1" })).rejects.toThrow(message);
  });
});

describe("cuaderno s3 ensure", () => {
  it.each([
    [501, "NotImplemented"],
    [405, "MethodNotAllowed"],
  ])("reports that a service does not support lifecycle rules (status %i)", async (status, code) => {
    const keys = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
    const server = createServer((request, response) => {
      const isRule = request.url?.includes("lifecycle");
      request.resume().once("end", () => {
        if (isRule)
          response.writeHead(status).end(`<Error><Code>${code}</Code><Message>no rules here</Message></Error>`);
        else response.end();
      });
    }).listen(0, "127.0.0.1");
    onTestFinished(() => shut(server));
    await once(server, "listening");
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const surroundings = { ...keys, AWS_ENDPOINT_URL_S3: endpoint };
    await expect(run(["ensure", "s3://lake", "--ttl", "tmp/=60d"], surroundings)).rejects.toThrow(
      `s3 ensure: ${endpoint} does not support lifecycle rules, so s3://lake exists without --ttl; remove old objects`,
    );
    expect((await run(["ensure", "s3://lake"], surroundings)).lines).toEqual([
      `s3://lake exists at ${endpoint}, region us-east-1`,
    ]);
  });

  it.skipIf(!existsSync(main))("ends in order on two Ctrl-C, as npx sends them, and leaves no file", async () => {
    const server = createServer((request, response) => {
      response.writeHead(200, { "content-length": 100 });
      if (request.method === "HEAD") response.end();
      else response.write("half");
    }).listen(0, "127.0.0.1");
    onTestFinished(() => shut(server));
    await once(server, "listening");
    const folder = mkdtempSync(join(tmpdir(), "cuaderno-s3-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const from = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.bin`;
    const child = spawn(process.execPath, [main, "s3", "cp", from, join(folder, "a.bin")]);
    let stderr = "";
    child.stderr.on("data", (text: Buffer) => {
      stderr += text.toString();
    });
    while (readdirSync(folder).length === 0) await delay(20);
    child.kill("SIGINT");
    await delay(5);
    child.kill("SIGINT");
    const [code] = (await once(child, "exit")) as [number];
    expect([code, readdirSync(folder)]).toEqual([130, []]);
    expect(stderr).toContain("was interrupted");
  });

  it.each([
    ["bucket", /invalid S3 URI "bucket"; expected s3:\/\/bucket/],
    ["s3://bucket/key", /expected a bucket, got the object s3:\/\/bucket\/key; use s3:\/\/bucket/],
    ["s3://", /invalid S3 URI "s3:\/\/"; expected s3:\/\/bucket\/key/],
  ])("rejects %s before it does anything", async (uri, message) => {
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

      const surroundings = () => ({
        AWS_ENDPOINT_URL_S3: server?.endpoint,
        AWS_ACCESS_KEY_ID: server?.accessKeyId,
        AWS_SECRET_ACCESS_KEY: server?.secretAccessKey,
      });

      it("creates zones and lifetimes once, and changes a lifetime that is different", async () => {
        const words = ["ensure", "s3://lake", "--zones", "raw,refined", "--ttl", "tmp/=60d"];
        const first = await run(words, surroundings());
        expect(first.lines.slice(1)).toEqual([
          "s3://lake/raw/ created",
          "s3://lake/refined/ created",
          "s3://lake/tmp/ is removed by the service after 60 days (set)",
        ]);
        const again = await run(words, surroundings());
        expect(again.lines.slice(1)).toEqual([
          "s3://lake/raw/ exists",
          "s3://lake/refined/ exists",
          "s3://lake/tmp/ is removed by the service after 60 days (unchanged)",
        ]);
        const other = await run(["ensure", "s3://lake", "--ttl", "tmp/=30"], surroundings());
        expect(other.lines[1]).toContain("30 days (set)");
      });

      it("copies to S3 and back, and signs URLs that need no credentials", async () => {
        for (const [name, value] of Object.entries(surroundings())) vi.stubEnv(name, value);
        const folder = mkdtempSync(join(tmpdir(), "cuaderno-s3-"));
        onTestFinished(() => {
          vi.unstubAllEnvs();
          rmSync(folder, { recursive: true });
        });
        const bytes = Buffer.from(new Uint8Array(18_000_001).map((_, index) => (index * 3 + (index >> 11)) & 255));
        writeFileSync(join(folder, "a b+c=%.bin"), bytes);
        await run(["ensure", "s3://copies"], surroundings());
        await run(["cp", join(folder, "a b+c=%.bin"), "s3://copies/in/"], surroundings());
        expect((await run(["ls", "s3://copies/in"], surroundings())).lines).toEqual([
          "      18000001  s3://copies/in/a b+c=%.bin",
        ]);
        mkdirSync(join(folder, "back"));
        const back = await run(["cp", "s3://copies/in/a b+c=%.bin", join(folder, "back")], surroundings());
        expect(back.result).toMatchObject({ size: bytes.length, to: join(folder, "back", "a b+c=%.bin") });
        expect(Buffer.compare(readFileSync(join(folder, "back", "a b+c=%.bin")), bytes)).toBe(0);
        const link = await run(["presign", "s3://copies/in/a b+c=%.bin"], surroundings());
        const response = await fetch(link.lines[0] ?? "");
        expect(Buffer.compare(Buffer.from(await response.arrayBuffer()), bytes)).toBe(0);
        const put = await run(["presign", "s3://copies/put.txt", "--put", "--expires", "5m"], surroundings());
        expect((await fetch(put.lines[0] ?? "", { method: "PUT", body: "hello" })).status).toBe(200);
        await run(["cp", "s3://copies/put.txt", `${folder}/`], surroundings());
        expect(readFileSync(join(folder, "put.txt"), "utf8")).toBe("hello");
        const listed = await run(["ls", "s3://copies", "--limit", "1"], surroundings());
        expect(listed.result).toMatchObject({ objects: [{ uri: "s3://copies/in/a b+c=%.bin" }], isTruncated: true });
        expect((await run(["ls", "s3://copies/none"], surroundings())).result).toMatchObject({ objects: [] });
      });

      it("has the artifacts of runs, which runs gc removes with their runs", async () => {
        const { AWS_ENDPOINT_URL_S3: endpoint, ...keys } = surroundings();
        const settings = { MLFLOW_S3_ENDPOINT_URL: endpoint, MLFLOW_DEFAULT_ARTIFACT_ROOT: "s3://lake/runs" };
        for (const [name, value] of Object.entries({ ...keys, ...settings })) vi.stubEnv(name, value);
        const folder = mkdtempSync(join(tmpdir(), "cuaderno-s3-"));
        onTestFinished(() => {
          vi.unstubAllEnvs();
          rmSync(folder, { recursive: true });
        });
        await run(["ensure", "s3://lake"], surroundings());
        const tracker = await openTracker({ uri: folder });
        const start = (): Promise<Run> => tracker.startRun({ experiment: "on s3" });
        const artifacts = { "a.txt": "hello", "model/größe 1 (a+b).json": "{}" };
        const [stored, deleted] = [await start(), await start()];
        for (const one of [stored, deleted]) {
          for (const [path, content] of Object.entries(artifacts)) await one.logArtifact(path, content);
        }
        expect((await tracker.artifacts(stored.id)).map(({ path }) => path)).toEqual(Object.keys(artifacts));
        expect(Buffer.from(await tracker.readArtifact(stored.id, "a.txt")).toString()).toBe("hello");
        await tracker.deleteRun(deleted.id);
        const edited = await start();
        await tracker.deleteRun(edited.id);
        const meta = join(folder, edited.experimentId, edited.id, "meta.yaml");
        writeFileSync(meta, readFileSync(meta, "utf8").replace(/^artifact_uri: .*$/m, "artifact_uri: s3://lake/runs"));
        await callCommand(defineRuns, ["gc", "--tracking-uri", folder]);
        const left = async ({ artifactUri }: Run): Promise<unknown> =>
          (await run(["ls", `${artifactUri}/`], surroundings())).result;
        expect(await left(deleted)).toMatchObject({ objects: [] });
        expect(await left(stored)).toMatchObject({ objects: [{ uri: `${stored.artifactUri}/a.txt` }, {}] });
      });

      it("creates missing buckets, does not change existing ones, and reports the endpoint", async () => {
        const environment = {
          AWS_ENDPOINT_URL_S3: server?.endpoint,
          AWS_ACCESS_KEY_ID: server?.accessKeyId,
          AWS_SECRET_ACCESS_KEY: server?.secretAccessKey,
        };
        expect((await run(["ensure", "s3://first"], environment)).lines).toEqual([
          `s3://first created at ${server?.endpoint}, region us-east-1`,
        ]);
        const again = await run(["ensure", "s3://first/", "s3://second"], environment);
        expect(again.lines).toEqual([
          `s3://first exists at ${server?.endpoint}, region us-east-1`,
          `s3://second created at ${server?.endpoint}, region us-east-1`,
        ]);
        expect(again.result).toMatchObject({
          buckets: [
            { bucket: "first", created: false },
            { bucket: "second", created: true },
          ],
        });
      });
    },
  );
});

function shut(server: Server): void {
  server.closeAllConnections();
  server.close();
}

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
    isTerminal: false,
    print: (line) => lines.push(line),
    note: () => undefined,
    error: () => undefined,
    progress: () => undefined,
    result: (value) => {
      result = value;
    },
  });
  await command.parseAsync([...words], { from: "user" });
  return { lines, result };
}
